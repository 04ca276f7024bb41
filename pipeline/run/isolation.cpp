#include "run/isolation.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <set>
#include <utility>

#include "receive/system_fonts.hpp"
#include "run/steps.hpp"
#include "run/worker_pool.hpp"
#include "run/workers.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::Result;

// A file whose pages are known, and all that a worker needs to open it again.
struct IsolatedFile {
  std::shared_ptr<Isolation> isolation;
  receive::ScanFile file;
  Job job;  // what to open
};

namespace {

constexpr int files_counted_always = 64;  // beyond, what they hold is summed up only so often
constexpr int asks_beside_files = 4000;   // fonts, and what poppler is asked for a page

std::uint64_t next_file() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

// Why a worker did not bring its job to an end.
struct Fault {
  enum class Kind { died, slow, lied } kind = Kind::died;
  int status = 0;
  std::string what;
};

Error error_of(const Fault& fault, const Job& job, int page_seconds_max) {
  const core::Origin origin{job.name, job.page};
  const std::string place = receive::place_of(origin);
  const bool cpu = fault.kind == Fault::Kind::died && WIFSIGNALED(fault.status) && WTERMSIG(fault.status) == SIGXCPU;
  if (fault.kind == Fault::Kind::slow || cpu) return page_timeout(origin, page_seconds_max);
  if (fault.kind == Fault::Kind::lied)
    return {ErrorCode::failed, "The process that read this said what no reader says (" + fault.what + "), twice", place,
            "Look at the file with care, and scan the page again"};
  if (WIFSIGNALED(fault.status) && WTERMSIG(fault.status) == SIGSYS)
    return {ErrorCode::unsafe, "The process that read this asked the system for what no page needs, twice", place,
            "Look at the file with care, and scan the page again"};
  const std::string how = WIFSIGNALED(fault.status) ? "signal " + std::to_string(WTERMSIG(fault.status))
                          : WIFEXITED(fault.status) ? "exit " + std::to_string(WEXITSTATUS(fault.status))
                                                    : "killed";
  return {ErrorCode::failed, "The process that read this ended twice (" + how + ")", place, "Scan the page again"};
}

// Looked at while a worker is waited for: its CPU time is its limit, as with threads; on the clock it may take longer.
class Clocks {
 public:
  Clocks(pid_t pid, int seconds) : pid_(pid), seconds_(seconds), cpu_begun_(cpu_seconds_of(pid).value_or(0)) {}
  bool in_time() const {
    const double on_clock = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    const double on_cpu = cpu_seconds_of(pid_).value_or(cpu_begun_) - cpu_begun_;
    return on_cpu <= seconds_ && on_clock <= double(seconds_) * Workers::clock_factor;
  }

 private:
  pid_t pid_;
  int seconds_;
  double cpu_begun_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// One job with one worker: what it asks for is given or refused until it says how it ended.
class Conversation {
 public:
  Conversation(HeldWorker& worker, const Job& job, int job_fd, const Settings& settings)
      : worker_(worker), job_(job), job_fd_(job_fd), clocks_(worker.process.pid, settings.page_seconds_max) {}

  std::variant<Said, Fault> run(const std::vector<int>& more_fds, const std::function<void()>& decoded) {
    const bool again = worker_.open != 0 && worker_.open == job_.file;
    if (!again || job_.what == Job::What::open || job_.what == Job::What::unpack) worker_.folder = nullptr, worker_.files = 0;
    Job sent = job_;
    if (again) sent.listing.clear();
    std::vector<int> fds{job_fd_};
    fds.insert(fds.end(), more_fds.begin(), more_fds.end());
    ++worker_.sequence;
    if (const Wire done = send(frame_of(sent), fds); done != Wire::fine) return fault_of(done);
    worker_.open = job_.what == Job::What::unpack ? 0 : job_.file;
    for (;;) {
      Frame frame;
      const Wire got = receive_frame(worker_.process.socket.get(), frame, nullptr, blob_bytes_max(job_.limits),
                                     [this] { return clocks_.in_time(); });
      if (got != Wire::fine) return fault_of(got);
      if (!clocks_.in_time()) return fault_of(Wire::given_up);  // also of one that never stops talking
      if (frame.sequence != worker_.sequence) return lied("sequence");
      auto said = parse_said(std::move(frame), job_.limits);
      if (!said)
        return said.error().code == ErrorCode::bad_input ? std::variant<Said, Fault>(lied(said.error().place))
                                                         : std::variant<Said, Fault>(Said(said.error()));
      if (std::holds_alternative<Decoded>(said.value()) && job_.what == Job::What::read) {
        decoded();
        continue;
      }
      if (const auto answer = answered(said.value())) {
        if (*answer != Wire::fine) return fault_of(*answer);
        continue;
      }
      if (!fits(said.value())) return lied("another job's end");
      return std::move(said).value();
    }
  }

 private:
  static Fault lied(const std::string& what) { return {Fault::Kind::lied, 0, what}; }
  static Fault fault_of(Wire wire) {
    return {wire == Wire::closed     ? Fault::Kind::died
            : wire == Wire::nonsense ? Fault::Kind::lied
                                     : Fault::Kind::slow,
            0, "message"};
  }

  Wire send(Frame frame, const std::vector<int>& fds) {
    frame.sequence = worker_.sequence;
    return send_frame(worker_.process.socket.get(), frame, fds, [this] { return clocks_.in_time(); });
  }

  // Nothing where the worker asked for nothing. Nonsense where it asks too often.
  std::optional<Wire> answered(const Said& said) {
    const bool asked = std::holds_alternative<AskFile>(said) || std::holds_alternative<AskFont>(said) ||
                       std::holds_alternative<AskPoppler>(said);
    if (!asked) return std::nullopt;
    if (++asks_ > job_.limits.archive_entries_max + asks_beside_files) return Wire::nonsense;
    if (std::holds_alternative<AskFile>(said)) return give_file();
    if (const auto* font = std::get_if<AskFont>(&said)) return give_font(font->path);
    return give_poppler(std::get<AskPoppler>(said));
  }

  Wire refuse(const Error& error) {
    Answer answer;
    answer.error = error;
    return send(frame_of(answer), {});
  }

  fs::path path_of_file(int number) const { return worker_.folder->path() / ("f" + std::to_string(number)); }

  Wire give_file() {
    const Error no_room{ErrorCode::disk, "No temporary file can be had", "", "Free some disk space"};
    if (!worker_.folder) {
      auto folder = receive::TempFolder::make();
      if (!folder) return refuse(folder.error());
      worker_.folder = folder.value();
    }
    std::int64_t sum = 0;
    std::error_code ignored;
    const bool count = worker_.files < files_counted_always || worker_.files % files_counted_always == 0;
    for (int i = 1; count && i <= worker_.files; ++i) sum += std::int64_t(fs::file_size(path_of_file(i), ignored));
    if (worker_.files > job_.limits.archive_entries_max || sum > job_.limits.unpacked_bytes_max) return refuse(no_room);
    const OwnFd file(::open(path_of_file(worker_.files + 1).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.get() < 0) return refuse(no_room);
    ++worker_.files;
    return send(frame_of(Answer{}), {file.get()});
  }

  Wire give_font(const std::string& path) {
    const Error none{ErrorCode::missing_part, "There is no such font", path, ""};
    if (!receive::is_system_font(path)) return refuse(none);
    const OwnFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return file.get() < 0 ? refuse(none) : send(frame_of(Answer{}), {file.get()});
  }

  Wire give_poppler(const AskPoppler& ask) {
    OwnFd own;
    if (ask.file > 0) {
      if (ask.file > worker_.files) return Wire::nonsense;
      own = OwnFd(::open(path_of_file(ask.file).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    }
    const OwnFd output(::memfd_create("poppler", MFD_CLOEXEC));
    auto told = receive::run_poppler(ask.file > 0 ? own.get() : job_fd_, ask.call, job_.limits, output.get());
    if (!told) return refuse(told.error());
    Answer answer;
    answer.exit_code = told.value().exit_code, answer.complaints = std::move(told.value().complaints);
    std::vector<int> fds{output.get()};
    std::vector<OwnFd> files;
    for (const auto& file : told.value().files) {
      files.emplace_back(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
      if (files.back().get() < 0) continue;
      answer.extensions.push_back(file.extension);
      fds.push_back(files.back().get());
    }
    return send(frame_of(answer), fds);
  }

  // Is this how the job may end? A worker that brings another page than it was asked for has lost its way.
  bool fits(const Said& said) const {
    const core::Origin origin{job_.name, job_.page};
    if (std::holds_alternative<Error>(said)) return true;
    switch (job_.what) {
      case Job::What::open: return std::holds_alternative<Opened>(said);
      case Job::What::decode: {
        const auto* page = std::get_if<core::Page>(&said);
        return page && page->origin == origin;
      }
      case Job::What::read: {
        const auto* page = std::get_if<PageRead>(&said);
        return page && page->reading.origin == origin;
      }
      case Job::What::unpack: break;
    }
    const auto* unpacked = std::get_if<Unpacked>(&said);
    if (!unpacked) return false;
    std::set<int> numbers;
    for (const auto& [name, number] : unpacked->files)
      if (number > worker_.files || !numbers.insert(number).second) return false;
    return true;
  }

  HeldWorker& worker_;
  const Job& job_;
  int job_fd_;
  Clocks clocks_;
  int asks_ = 0;
};

}  // namespace

Isolation::Isolation() = default;
Isolation::~Isolation() = default;

Result<std::shared_ptr<Isolation>> Isolation::start(const Readers& readers, const Settings& settings,
                                                    std::function<void(int socket)> life) {
  std::shared_ptr<Isolation> isolation(new Isolation);
  auto pool = WorkerPool::start(readers, settings, std::move(life));
  if (!pool) return pool.error();
  isolation->pool_ = std::move(pool).value();
  return isolation;
}

std::string Isolation::warning() const {
  if (pool_->locks().all()) return "";
  return std::string("本机内核缺少 ") + (pool_->locks().seccomp ? "Landlock" : "seccomp") +
         "，读取进程未能完全隔离；详见 claimpack doctor";
}

std::vector<int> Isolation::idle_workers() { return pool_->idle(); }
int Isolation::zygote() { return pool_->zygote(); }
double Isolation::take_cpu_seconds() { return pool_->take_cpu_seconds(); }

Result<Said> Isolation::done(Job job, const fs::path& path, const std::vector<int>& more_fds,
                             const std::function<void()>& decoded, std::shared_ptr<receive::TempFolder>* files) {
  std::optional<Fault> last;
  for (const bool alone : {false, true}) {
    const auto disk = receive::DiskFile::open(path, job.name);
    if (!disk) return disk.error();
    struct Pass {
      Turnstile& turnstile;
      bool alone;
      Pass(Turnstile& t, bool a) : turnstile(t), alone(a) { turnstile.enter(alone); }
      ~Pass() { turnstile.leave(alone); }
    } const pass(pool_->turnstile(), alone);
    auto taken = pool_->take(job.file, alone);
    if (!taken) return taken.error();
    auto worker = std::move(taken).value();
    ++worker->pages;
    auto said = Conversation(*worker, job, disk.value().fd(), pool_->settings()).run(more_fds, decoded);
    if (auto* fine = std::get_if<Said>(&said)) {
      if (files) *files = worker->folder;
      pool_->bring_back(std::move(worker));
      return std::move(*fine);
    }
    last = std::get<Fault>(said);
    const auto how = pool_->end(std::move(worker), last->kind != Fault::Kind::died);
    if (how && last->kind == Fault::Kind::died) last->status = how->status;
  }
  return error_of(*last, job, pool_->settings().page_seconds_max);
}

Result<receive::OpenedFile> Isolation::open(const receive::ScanFile& file, receive::FileKind kind, const receive::Limits& limits,
                                            std::int64_t unpacked_bytes_left) {
  Job job;
  job.what = Job::What::open, job.file = next_file(), job.kind = kind, job.name = file.name, job.limits = limits;
  job.unpacked_bytes_left = unpacked_bytes_left;
  auto said = done(
      job, file.path, {}, [] {}, nullptr);
  if (!said) return said.error();
  if (const auto* error = std::get_if<Error>(&said.value())) return *error;
  auto& told = std::get<Opened>(said.value());
  job.listing = std::move(told.listing);
  const auto isolated = std::make_shared<const IsolatedFile>(IsolatedFile{shared_from_this(), file, std::move(job)});
  receive::OpenedFile opened;
  opened.unpacked_bytes = told.unpacked_bytes;
  for (int page = 1; page <= told.pages; ++page) opened.pages.push_back(std::make_unique<IsolatedPage>(isolated, page));
  return opened;
}

Result<receive::Archive> Isolation::unpack(const receive::ScanFile& file, const receive::Limits& limits, bool files_too) {
  Job job;
  job.what = Job::What::unpack, job.file = next_file(), job.name = file.name, job.limits = limits, job.files_too = files_too;
  std::shared_ptr<receive::TempFolder> folder;
  auto said = done(
      job, file.path, {}, [] {}, &folder);
  if (!said) return said.error();
  if (const auto* error = std::get_if<Error>(&said.value())) return *error;
  auto& told = std::get<Unpacked>(said.value());
  receive::Archive archive;
  archive.kind = told.kind, archive.folder = folder, archive.set_aside = std::move(told.set_aside);
  for (auto& [name, number] : told.files)
    archive.files.push_back({std::move(name), folder->path() / ("f" + std::to_string(number))});
  return archive;
}

Result<core::Page> Isolation::decode(const IsolatedFile& file, int page) {
  Job job = file.job;
  job.what = Job::What::decode, job.page = page;
  auto said = done(
      job, file.file.path, {}, [] {}, nullptr);
  if (!said) return said.error();
  if (const auto* error = std::get_if<Error>(&said.value())) return *error;
  return std::move(std::get<core::Page>(said.value()));
}

Result<PageRead> Isolation::look(const IsolatedFile& file, int page, const PictureFiles* pictures,
                                 const std::function<void()>& decoded) {
  Job job = file.job;
  job.what = Job::What::read, job.page = page;
  std::vector<int> fds;
  if (pictures && pictures->text >= 0 && pictures->colour >= 0 && pictures->ink >= 0)
    job.pictures = true, fds = {pictures->text, pictures->colour, pictures->ink};
  auto said = done(job, file.file.path, fds, decoded, nullptr);
  if (!said) return said.error();
  if (const auto* error = std::get_if<Error>(&said.value())) return *error;
  return std::move(std::get<PageRead>(said.value()));
}

core::Origin IsolatedPage::origin() const { return {file_->file.name, page_}; }

Result<core::Page> IsolatedPage::decode() const { return file_->isolation->decode(*file_, page_); }

Result<PageRecord> IsolatedPage::look(int number, const fs::path& steps, fs::path& strip,
                                      const std::function<void()>& decoded) const {
  const PictureFiles pictures = open_pictures(origin(), number, steps);
  const OwnFd text(pictures.text), colour(pictures.colour), ink(pictures.ink);
  strip = pictures.strip;
  auto read = file_->isolation->look(*file_, page_, steps.empty() ? nullptr : &pictures, decoded);
  if (!strip.empty()) name_pictures(strip, read ? read.value().colour_channels : 3, read && read.value().ink);
  if (!read) return read.error();
  PageRecord record;
  record.reading = std::move(read.value().reading), record.original = std::move(read.value().original);
  record.times.decode = read.value().decode, record.times.clean = read.value().clean, record.times.read = read.value().read;
  record.source = this, record.decoded = true;
  return record;
}

}  // namespace claimpack::run
