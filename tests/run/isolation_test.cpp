// Workers that are taken over, die, hang or lie. What a hostile page could make a reader do, a double does here, in the worker.
#include "run/isolation.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <new>
#include <thread>

#include "catch.hpp"
#include "receive/cage.hpp"
#include "run/made_scans.hpp"
#include "run/process.hpp"
#include "run/settings.hpp"
#include "run/steps.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using core::Error;
using core::ErrorCode;
using made::has;

namespace {

// Memory that tests and their workers share.
struct Shared {
  std::atomic<int> tries, pid;
};

Shared& shared() {
  static Shared* const all =
      new (::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Shared{};
  return *all;
}

void spin() {
  for (volatile unsigned i = 0;; i = i + 1) {}
}

std::string tried(long result) { return result >= 0 ? "done" : "errno" + std::to_string(errno); }

// What the page's name says. Returns what the page then reads.
std::string act(const std::string& name) {
  if (name == "open.bmp") return tried(::open("/etc/hostname", O_RDONLY));
  if (name == "write.bmp") return tried(::open("/tmp/claimpack-was-here", O_WRONLY | O_CREAT, 0600));
  if (name == "raw_open.bmp") return tried(::syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY));
  if (name == "executable.bmp")
    return tried(long(::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)));
  if (name == "socket.bmp") ::socket(AF_INET, SOCK_STREAM, 0);
  if (name == "fork.bmp") ::fork();
  if (name == "vfork.bmp") ::syscall(SYS_vfork);
  if (name == "exec.bmp") ::execl("/bin/true", "true", nullptr);
  if (name == "kill.bmp") ::kill(::getppid(), SIGKILL);
  if (name == "ptrace.bmp") ::syscall(SYS_ptrace, 16, ::getppid(), 0, 0);
  if (name == "abort.bmp") ::abort();
  if (name == "exit.bmp") ::_exit(0);
  if (name == "spin.bmp") spin();
  if (name == "sleep.bmp") ::sleep(1000);
  if (name == "crash.bmp") *reinterpret_cast<volatile int*>(8) = 1;  // NOLINT
  if (name == "memory.bmp") {
    std::vector<std::string> all;
    try {
      for (;;) all.emplace_back(1 << 20, 'x');
    } catch (const std::bad_alloc&) {
      shared().tries = int(all.size());
      all.clear();
      throw;
    }
  }
  if (name == "once.bmp" && ++shared().tries == 1) ::abort();
  if (name == "wait.bmp" && ++shared().tries == 1) {
    shared().pid = ::getpid();
    ::sleep(1000);
  }
  return "出院小结";
}

const made::Double& actor() {
  static const made::Double reader([](const core::CleanPage& page) {
    return std::vector<core::Line>{made::line(act(page.origin.file), 110), made::line(page.origin.file, 150)};
  });
  return reader;
}

// Pages that are read by workers, one file each.
struct Station {
  made::Folder folder;
  run::Settings settings;
  run::Equipment equipment;

  explicit Station(std::function<void(int)> life = {}) {
    shared();  // made before the workers are: else each has its own
    settings.page_seconds_max = 1;
    settings.workers.memory_bytes_max = 256 << 20, settings.workers.pages_max = 50;
    equipment.readers = made::readers_of(actor());
    auto isolation = run::Isolation::start(equipment.readers, settings, std::move(life));
    REQUIRE(isolation.ok());
    equipment.isolation = isolation.value();
  }
  std::unique_ptr<receive::PendingPage> page(const std::string& name) {
    made::write(folder / name, made::scan(1));
    auto opened = equipment.isolation->open({folder / name, name, nullptr}, receive::FileKind::bmp, settings.limits, 1 << 20);
    REQUIRE(opened.ok());
    REQUIRE(opened.value().pages.size() == 1);
    return std::move(opened.value().pages.front());
  }
  run::PageRecord read(const std::string& name) {
    const auto pending = page(name);
    std::atomic<bool> decoded{false};
    run::PageRecord record = run::read_page(*pending, 1, run::OpenClaim(), equipment, decoded);
    record.source = nullptr;
    return record;
  }
  // The page is lost, and the next one is right.
  Error lost(const std::string& name) {
    INFO(name);
    const auto record = read(name);
    REQUIRE(record.lost);
    CHECK(has(record.lost->place, name));
    const auto next = read("next.bmp");
    REQUIRE(!next.lost);
    CHECK(words(next) == "出院小结|next.bmp|");
    return *record.lost;
  }
  static std::string words(const run::PageRecord& page) {
    std::string text;
    for (const auto& line : page.reading.lines) text += line.text + "|";
    return text;
  }
};

// Dead ones that nobody has waited for yet are no life.
bool lives(int pid) {
  const std::string status = made::content("/proc/" + std::to_string(pid) + "/status");
  return !status.empty() && !has(status, "State:\tZ");
}

bool ends_soon(int pid) {
  for (int i = 0; i < 500 && lives(pid); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return !lives(pid);
}

int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& each : fs::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

}  // namespace

TEST_CASE("a worker finds no file, and no memory to run code in") {
  if (!receive::known_locks().seccomp) return;
  Station station;
  for (const char* name : {"open.bmp", "write.bmp", "raw_open.bmp"}) {
    INFO(name);
    CHECK(has(Station::words(station.read(name)), "errno" + std::to_string(ENOENT) + "|"));
  }
  CHECK_FALSE(has(Station::words(station.read("executable.bmp")), "done"));
  CHECK_FALSE(fs::exists("/tmp/claimpack-was-here"));
}

TEST_CASE("a worker that reaches for a network, a process or a program is ended, and costs its page") {
  if (!receive::known_locks().seccomp) return;
  Station station;
  for (const char* name : {"socket.bmp", "fork.bmp", "vfork.bmp", "exec.bmp", "kill.bmp", "ptrace.bmp"})
    CHECK(station.lost(name).code == ErrorCode::unsafe);
}

TEST_CASE("a worker that dies costs its page, which was tried twice") {
  Station station;
  CHECK(has(station.lost("abort.bmp").what, "signal 6"));
  CHECK(has(station.lost("exit.bmp").what, "ended twice"));
  CHECK(has(station.lost("crash.bmp").what, "signal 11"));
  shared().tries = 0;
  CHECK(Station::words(station.read("once.bmp")) == "出院小结|once.bmp|");
  CHECK(shared().tries == 2);
}

TEST_CASE("a worker that hangs is ended by its clocks") {
  Station station;
  CHECK(station.lost("spin.bmp").code == ErrorCode::timeout);
  const auto slept = station.read("sleep.bmp");
  REQUIRE(slept.lost);
  CHECK(slept.lost->code == ErrorCode::timeout);
  CHECK(slept.decoded);  // its picture can be had, and is in the packet
}

TEST_CASE("a worker has the memory that it is given, and no more") {
  Station station;
  CHECK(station.lost("memory.bmp").code == ErrorCode::too_large);
  CHECK(shared().tries > 64);
  CHECK(shared().tries < 256);  // MB
}

TEST_CASE("a worker killed from outside costs nothing: its page is read by another") {
  Station station;
  shared().tries = 0, shared().pid = 0;
  const auto page = station.page("wait.bmp");
  std::thread killer([] {
    while (shared().pid == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ::kill(shared().pid, SIGKILL);
  });
  std::atomic<bool> decoded{false};
  const auto record = run::read_page(*page, 1, run::OpenClaim(), station.equipment, decoded);
  killer.join();
  REQUIRE(!record.lost);
  CHECK(Station::words(record) == "出院小结|wait.bmp|");
}

TEST_CASE("workers that wait may be killed, and what they come from too") {
  Station station;
  CHECK(!station.read("a.bmp").lost);
  for (const int pid : station.equipment.isolation->idle_workers()) ::kill(pid, SIGKILL);
  CHECK(!station.read("b.bmp").lost);
  const int zygote = station.equipment.isolation->zygote();
  ::kill(zygote, SIGKILL);
  CHECK(!station.read("c.bmp").lost);
  CHECK(station.equipment.isolation->zygote() != zygote);
}

TEST_CASE("a worker is replaced after so many pages") {
  Station station;
  CHECK(!station.read("a.bmp").lost);
  const auto first = station.equipment.isolation->idle_workers();
  REQUIRE(first.size() == 1);
  for (int i = 0; i < 60; ++i) REQUIRE(!station.page("b.bmp")->decode().value().pixels.empty());
  const auto later = station.equipment.isolation->idle_workers();
  REQUIRE(later.size() == 1);
  CHECK(later != first);
  CHECK(ends_soon(first.front()));
}

TEST_CASE("no descriptor and no process is left behind") {
  const int before = open_descriptors();
  std::vector<int> processes;
  {
    Station station;
    for (int i = 0; i < 3; ++i) {
      station.read("a.bmp");
      station.read("abort.bmp");
    }
    processes = station.equipment.isolation->idle_workers();
    processes.push_back(station.equipment.isolation->zygote());
  }
  CHECK(open_descriptors() == before);
  for (const int pid : processes) CHECK(ends_soon(pid));
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // no child, dead or alive
}

TEST_CASE("workers die with their parent") {
  shared().tries = 0, shared().pid = 0;
  const pid_t parent = ::fork();
  if (parent == 0) {
    Station station;
    station.read("wait.bmp");
    ::_exit(0);
  }
  while (shared().pid == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(lives(shared().pid));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  CHECK(ends_soon(shared().pid));
}

TEST_CASE("a claim is read to the same bytes by threads and by processes, and a bad page costs itself") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 3, 1);
  made::make_claim(folder / "in/b", 2, 2);
  const auto reader = made::reads_summary();
  const auto go = [&](const core::Recogniser& by, const std::string& in, const std::string& out, const std::string& isolation,
                      const std::string& jobs) {
    made::write(folder / "s.json", "{\"page_seconds_max\": 5, \"workers\": {\"isolation\": \"" + isolation + "\"}}");
    std::ostringstream told, err;
    run::Common common{told, err};
    common.data = CLAIMPACK_SOURCE;
    common.readers = made::readers_of(by);
    common.isolate_given_readers = true;
    return run::code_of(run::run_command_line({"process", (folder / in).string(), "--out", (folder / out).string(), "--jobs",
                                               jobs, "--settings", (folder / "s.json").string(), "--keep-steps"},
                                              common));
  };
  CHECK(go(reader, "in", "threads", "thread", "1") == 2);
  const int calls = reader.calls;
  CHECK(go(reader, "in", "one", "process", "1") == 2);
  CHECK(go(reader, "in", "three", "process", "3") == 2);
  CHECK(reader.calls == calls);  // nothing more was read in this process
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "threads")) {
    if (!entry.is_regular_file() || entry.path().extension() == ".xlsx") continue;
    const auto name = fs::relative(entry.path(), folder / "threads");
    INFO(name.string());
    CHECK((made::content(entry.path()) == made::content(folder.path / "one" / name)));
    CHECK((made::content(entry.path()) == made::content(folder.path / "three" / name)));
    ++files;
  }
  CHECK(files > 20);

  for (const char* name : {"1.bmp", "abort.bmp", "fork.bmp", "last.bmp"}) made::write(folder / "bad/c" / name, made::scan(7));
  CHECK(go(actor(), "bad", "bad_out", "process", "2") == 3);
  const std::string claim = made::content(folder / "bad_out/c/claim.json");
  CHECK(has(claim, "abort.bmp"));
  CHECK(has(claim, core::sentence_zh({ErrorCode::unsafe, "", "fork.bmp", ""})));
}
