#include "receive/cage.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <utility>

namespace claimpack::receive {

using core::Done;
using core::Error;
using core::ErrorCode;

namespace {

// Nobody who decodes a picture needs these; whoever asks for them is no longer our program.
constexpr const char* hostile_calls[] = {
    "socket",         "socketpair", "connect",         "bind",          "listen",      "accept",        "accept4",
    "sendto",         "execve",     "execveat",        "fork",          "vfork",       "ptrace",        "process_vm_readv",
    "kill",           "tkill",      "rt_sigqueueinfo", "pidfd_open",    "pidfd_getfd", "bpf",           "process_vm_writev",
    "mount",          "umount2",    "pivot_root",      "chroot",        "setns",       "unshare",       "perf_event_open",
    "init_module",    "kexec_load", "finit_module",    "delete_module", "reboot",      "swapon",        "userfaultfd",
    "io_uring_setup", "keyctl",     "add_key",         "request_key",   "open_tree",   "move_mount",    "pidfd_send_signal",
    "fsopen",         "setuid",     "setgid",          "setresuid",     "setresgid",   "io_uring_enter"};

// The file system looks empty.
constexpr const char* calls_for_files[] = {"open",      "openat",     "openat2",   "creat",      "stat",    "lstat",  "access",
                                           "faccessat", "faccessat2", "readlink",  "readlinkat", "statfs",  "unlink", "rename",
                                           "renameat",  "unlinkat",   "renameat2", "mkdir",      "mkdirat", "rmdir",  "chdir",
                                           "getcwd",    "chmod",      "link",      "symlink",    "truncate"};

constexpr const char* allowed_calls[] = {"read",
                                         "write",
                                         "readv",
                                         "writev",
                                         "pread64",
                                         "pwrite64",
                                         "preadv",
                                         "lseek",
                                         "fstat",
                                         "close",
                                         "close_range",
                                         "dup",
                                         "dup3",
                                         "ftruncate",
                                         "fallocate",
                                         "fadvise64",
                                         "poll",
                                         "ppoll",
                                         "recvmsg",
                                         "munmap",
                                         "mremap",
                                         "madvise",
                                         "brk",
                                         "mincore",
                                         "futex",
                                         "sched_yield",
                                         "getcpu",
                                         "sched_getaffinity",
                                         "membarrier",
                                         "rseq",
                                         "set_robust_list",
                                         "get_robust_list",
                                         "set_tid_address",
                                         "getpid",
                                         "gettid",
                                         "getuid",
                                         "geteuid",
                                         "getgid",
                                         "getegid",
                                         "getppid",
                                         "clock_gettime",
                                         "clock_getres",
                                         "clock_nanosleep",
                                         "nanosleep",
                                         "gettimeofday",
                                         "time",
                                         "times",
                                         "getrusage",
                                         "getrandom",
                                         "rt_sigaction",
                                         "rt_sigprocmask",
                                         "rt_sigreturn",
                                         "sigaltstack",
                                         "restart_syscall",
                                         "exit",
                                         "exit_group",
                                         "uname",
                                         "sysinfo",
                                         "pipe2"};

// Of the programs: all goes but what reaches out. Their files are Landlock's.
constexpr const char* calls_no_program_needs[] = {"socket",
                                                  "socketpair",
                                                  "connect",
                                                  "bind",
                                                  "listen",
                                                  "accept",
                                                  "accept4",
                                                  "ptrace",
                                                  "process_vm_readv",
                                                  "fork",
                                                  "vfork",
                                                  "bpf",
                                                  "mount",
                                                  "umount2",
                                                  "setns",
                                                  "unshare",
                                                  "pivot_root",
                                                  "process_vm_writev",
                                                  "chroot",
                                                  "kexec_load",
                                                  "keyctl",
                                                  "add_key",
                                                  "reboot",
                                                  "swapon",
                                                  "request_key",
                                                  "perf_event_open",
                                                  "userfaultfd",
                                                  "open_tree",
                                                  "move_mount",
                                                  "fsopen",
                                                  "init_module",
                                                  "kill",
                                                  "tkill",
                                                  "finit_module",
                                                  "io_uring_setup",
                                                  "pidfd_open",
                                                  "pidfd_getfd",
                                                  "pidfd_send_signal"};

class Filter {
 public:
  explicit Filter(std::uint32_t otherwise) : context_(seccomp_init(otherwise)) {}
  ~Filter() {
    if (context_ != nullptr) seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  scmp_filter_ctx get() const { return context_; }

  // A call that this machine does not have is passed over: what is not allowed stays refused.
  template <class... Conditions>
  void rule(std::uint32_t action, const char* call, Conditions... conditions) {
    const int number = seccomp_syscall_resolve_name(call);
    if (number < 0 || context_ == nullptr) return;
    fine_ &= seccomp_rule_add(context_, action, number, unsigned(sizeof...(conditions)), conditions...) == 0;
  }
  bool fine() const { return context_ != nullptr && fine_; }

 private:
  scmp_filter_ctx context_;
  bool fine_ = true;
};

constexpr std::uint64_t thread_flag = 0x00010000;  // CLONE_THREAD
constexpr std::uint64_t empty_path_flag = 0x1000;  // AT_EMPTY_PATH

void rules_with_conditions(Filter& filter) {
  // No new code: what is executable was loaded before.
  for (const char* call : {"mmap", "mprotect"})
    filter.rule(SCMP_ACT_ALLOW, call, SCMP_A2(SCMP_CMP_MASKED_EQ, std::uint64_t(PROT_EXEC), 0));
  // Threads, never processes. clone3 hides its flags: glibc takes clone where it is told that there is none.
  filter.rule(SCMP_ACT_ALLOW, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, thread_flag, thread_flag));
  filter.rule(SCMP_ACT_KILL_PROCESS, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, thread_flag, 0));
  // fstat, as glibc asks it.
  filter.rule(SCMP_ACT_ALLOW, "newfstatat", SCMP_A3(SCMP_CMP_MASKED_EQ, empty_path_flag, empty_path_flag));
  filter.rule(SCMP_ACT_ERRNO(ENOENT), "newfstatat", SCMP_A3(SCMP_CMP_MASKED_EQ, empty_path_flag, 0));
  // To itself (abort).
  filter.rule(SCMP_ACT_ALLOW, "tgkill", SCMP_A0(SCMP_CMP_EQ, std::uint64_t(::getpid())));
  filter.rule(SCMP_ACT_KILL_PROCESS, "tgkill", SCMP_A0(SCMP_CMP_NE, std::uint64_t(::getpid())));
  for (const int command : {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL})
    filter.rule(SCMP_ACT_ALLOW, "fcntl", SCMP_A1(SCMP_CMP_EQ, std::uint64_t(command)));
  filter.rule(SCMP_ACT_ALLOW, "prctl", SCMP_A0(SCMP_CMP_EQ, std::uint64_t(PR_SET_NAME)));
  // Limits may be looked at, not changed.
  filter.rule(SCMP_ACT_ALLOW, "prlimit64", SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
}

bool fill_worker_filter(Filter& filter) {
  for (const char* call : allowed_calls) filter.rule(SCMP_ACT_ALLOW, call);
  for (const char* call : calls_for_files) filter.rule(SCMP_ACT_ERRNO(ENOENT), call);
  for (const char* call : hostile_calls) filter.rule(SCMP_ACT_KILL_PROCESS, call);
  filter.rule(SCMP_ACT_ERRNO(ENOTTY), "ioctl");
  rules_with_conditions(filter);
  return filter.fine();
}

void limit(__rlimit_resource what, std::int64_t most) {
  const rlimit value{static_cast<rlim_t>(most), static_cast<rlim_t>(most)};
  ::setrlimit(what, &value);
}

// Address space now, in bytes.
std::int64_t address_space() {
  std::int64_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "re")) {
    if (std::fscanf(file, "%ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * ::sysconf(_SC_PAGESIZE);
}

// ---- Landlock, whose calls glibc does not wrap

constexpr std::uint64_t read_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t rights_of_version_1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

std::uint64_t handled_rights(int version) {
  std::uint64_t rights = rights_of_version_1;
  if (version >= 2) rights |= 1ull << 13;  // to link or rename between folders
  if (version >= 3) rights |= 1ull << 14;  // to truncate
  return rights;
}

int make_ruleset(int version) {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = handled_rights(version);
  return int(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
}

void allow_below(int ruleset, int fd, std::uint64_t rights) {
  landlock_path_beneath_attr below{};
  below.allowed_access = rights, below.parent_fd = fd;
  ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
}

void allow_below(int ruleset, const std::string& path, std::uint64_t rights) {
  const int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  allow_below(ruleset, fd, rights);
  ::close(fd);
}

std::string in_path(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (!folder.empty() && ::access((folder + "/" + program).c_str(), X_OK) == 0) return folder + "/" + program;
  return program;
}

}  // namespace

Locks known_locks() {
  Locks locks;
  // Asked with a filter of none: EFAULT says that filters are there.
  locks.seccomp = ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, nullptr, 0, 0) < 0 && errno == EFAULT;
  const auto version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  locks.landlock = version > 0 ? int(version) : 0;
  return locks;
}

core::Result<Done> close_cage(const CageLimits& limits, const Locks& locks) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, address_space() + limits.memory_bytes_more);
  limit(RLIMIT_CPU, limits.cpu_seconds_max);
  limit(RLIMIT_FSIZE, limits.file_bytes_max);
  limit(RLIMIT_NOFILE, limits.files_max);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const auto failed = [](const char* what) {
    return Error{ErrorCode::failed, std::string("a process cannot be closed in: ") + what, "", "see claimpack doctor"};
  };
  if (locks.landlock > 0) {
    const int nothing = make_ruleset(locks.landlock);
    const bool done = nothing >= 0 && ::syscall(SYS_landlock_restrict_self, nothing, 0) == 0;
    if (nothing >= 0) ::close(nothing);
    if (!done) return failed("Landlock");
  }
  if (locks.seccomp) {
    Filter filter(SCMP_ACT_ERRNO(ENOSYS));
    if (!fill_worker_filter(filter) || seccomp_load(filter.get()) != 0) return failed("seccomp");
  }
  return Done{};
}

ProgramCage::ProgramCage(ProgramCage&& other) noexcept
    : filter_(std::move(other.filter_)), ruleset_(std::exchange(other.ruleset_, -1)) {}

ProgramCage::~ProgramCage() {
  if (ruleset_ >= 0) ::close(ruleset_);
}

namespace {

// The same for every program: made once.
std::vector<sock_filter> program_filter() {
  Filter filter(SCMP_ACT_ALLOW);
  for (const char* call : calls_no_program_needs) filter.rule(SCMP_ACT_ERRNO(EPERM), call);
  filter.rule(SCMP_ACT_ERRNO(ENOSYS), "clone3");
  filter.rule(SCMP_ACT_ERRNO(EPERM), "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, thread_flag, 0));
  const int file = ::memfd_create("filter", MFD_CLOEXEC);
  std::vector<sock_filter> code;
  if (filter.fine() && file >= 0 && seccomp_export_bpf(filter.get(), file) == 0) {
    code.resize(std::size_t(::lseek(file, 0, SEEK_END)) / sizeof(sock_filter));
    if (::pread(file, code.data(), code.size() * sizeof(sock_filter), 0) < 0) code.clear();
  }
  if (file >= 0) ::close(file);
  return code;
}

}  // namespace

ProgramCage ProgramCage::prepare(const std::string& program, int file_fd, const std::string& folder, const Locks& locks) {
  static const std::vector<sock_filter> filter = program_filter();
  ProgramCage cage;
  if (locks.seccomp) cage.filter_ = filter;
  if (locks.landlock == 0) return cage;
  cage.ruleset_ = make_ruleset(locks.landlock);
  if (cage.ruleset_ < 0) return cage;
  for (const char* folder_read : {"/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.conf.d", "/var/cache/fontconfig"})
    allow_below(cage.ruleset_, folder_read, read_rights);
  for (const char* file_read : {"/etc/ld.so.cache", "/etc/localtime", "/etc/papersize", "/dev/null", "/dev/urandom"})
    allow_below(cage.ruleset_, file_read, LANDLOCK_ACCESS_FS_READ_FILE);
  // What is started: the program itself and the loader of its libraries.
  constexpr std::uint64_t start = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
  for (const std::string& started : {in_path(program), std::string("/lib64/ld-linux-x86-64.so.2"),
                                     std::string("/lib/ld-linux-aarch64.so.1"), std::string("/lib/ld-linux-riscv64-lp64d.so.1")})
    allow_below(cage.ruleset_, started, start);
  if (file_fd >= 0) allow_below(cage.ruleset_, file_fd, LANDLOCK_ACCESS_FS_READ_FILE);
  if (!folder.empty())
    allow_below(cage.ruleset_, folder,
                handled_rights(locks.landlock) & (read_rights | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                                                  LANDLOCK_ACCESS_FS_REMOVE_FILE | 1ull << 14));
  return cage;
}

bool ProgramCage::enter(int ruleset) const {
  if (ruleset >= 0 && ::syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) return false;
  if (filter_.empty()) return true;
  const sock_fprog program{static_cast<unsigned short>(filter_.size()), const_cast<sock_filter*>(filter_.data())};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace claimpack::receive
