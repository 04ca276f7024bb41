#include "run/worker.hpp"

#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <utility>

#include "receive/doors.hpp"
#include "run/process.hpp"
#include "run/steps.hpp"
#include "run/worker_wire.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

const fs::path job_file = "/job";
constexpr std::uint64_t nothing_beside = 0;  // the parent sends descriptors, never bytes beside its JSON

// The parent is gone, or talks nonsense: there is nothing left to do.
[[noreturn]] void end() { ::_exit(0); }

class Worker : public receive::Doors {
 public:
  Worker(int socket, const Readers& readers) : socket_(socket), readers_(readers) {}

  void serve() {
    say(Ready{});
    for (;;) {
      Frame frame;
      std::vector<OwnFd> fds;
      if (receive_frame(socket_, frame, &fds, nothing_beside, {}) != Wire::fine) end();
      sequence_ = frame.sequence;
      const auto job = parse_job(std::move(frame));
      if (!job || fds.empty()) end();
      say(done(job.value(), std::move(fds)));
    }
  }

  // ---- what decoding asks for

  Result<Done> make_file(const fs::path& path) override {
    auto fds = ask(AskFile{}).fds;
    if (fds.size() != 1) return Error{ErrorCode::disk, "No temporary file can be had", "", "Free some disk space"};
    hand_over(path, fds.front().release());
    numbers_[path.string()] = ++files_asked_;
    return Done{};
  }

  Result<Done> fetch_font(const fs::path& path) override {
    auto fds = ask(AskFont{path.string()}).fds;
    if (fds.size() != 1) return Error{ErrorCode::missing_part, "The font cannot be had", path.string(), ""};
    hand_over(path, fds.front().release());
    return Done{};
  }

  Result<receive::PopplerAnswer> poppler(const fs::path& pdf, const receive::PopplerCall& call) override {
    const auto number = numbers_.find(pdf.string());
    auto [answer, fds] = ask(AskPoppler{number == numbers_.end() ? 0 : number->second, call});
    if (answer.error) return *answer.error;
    if (fds.size() != answer.extensions.size() + 1) end();
    receive::PopplerAnswer told;
    told.exit_code = answer.exit_code, told.complaints = std::move(answer.complaints);
    if (!read_all_of(fds.front().get(), told.output)) return too_little_memory();
    const fs::path folder = "/poppler/" + std::to_string(++poppler_calls_);
    for (std::size_t i = 0; i < answer.extensions.size(); ++i) {
      const fs::path path = folder / ("i" + answer.extensions[i]);
      hand_over(path, fds[i + 1].release());
      told.files.push_back({answer.extensions[i], path});
    }
    told.keep = std::shared_ptr<const void>(nullptr, [this, folder](const void*) { take_back(folder); });
    return told;
  }

 private:
  struct Got {
    Answer answer;
    std::vector<OwnFd> fds;
  };

  void say(Said&& said) {
    Frame frame = frame_of(std::move(said));
    frame.sequence = sequence_;
    if (send_frame(socket_, frame, {}, {}) != Wire::fine) end();
  }

  Got ask(Said&& said) {
    say(std::move(said));
    Frame frame;
    Got got;
    if (receive_frame(socket_, frame, &got.fds, nothing_beside, {}) != Wire::fine) end();
    auto answer = parse_answer(frame);
    if (!answer) end();
    got.answer = std::move(answer).value();
    return got;
  }

  static Error too_little_memory() {
    return {ErrorCode::too_large, "there is not enough memory for this page", "", "scan it with fewer pixels"};
  }

  static bool read_all_of(int fd, std::string& text) {
    const off_t size = ::lseek(fd, 0, SEEK_END);
    if (size < 0) return false;
    text.resize(std::size_t(size));
    for (std::size_t at = 0; at < text.size();) {
      const ssize_t got = ::pread(fd, text.data() + at, text.size() - at, off_t(at));
      if (got <= 0) return false;
      at += std::size_t(got);
    }
    return true;
  }

  Said done(const Job& job, std::vector<OwnFd> fds) try {
    if (job.file != open_ || job.what == Job::What::unpack || job.what == Job::What::open) {
      opened_.reset();
      open_ = 0, files_asked_ = 0;
      numbers_.clear();
      take_back(job_file);
      hand_over(job_file, fds.front().release());
    }
    if (job.what == Job::What::unpack) return unpacked(job);
    if (!opened_) {
      auto opened = receive::open_scan({job_file, job.name, nullptr}, job.kind, job.limits, job.unpacked_bytes_left, job.listing);
      if (!opened) return opened.error();
      opened_ = std::move(opened).value();
      open_ = job.file;
    }
    if (job.what == Job::What::open)
      return Opened{int(opened_->pages.size()), opened_->unpacked_bytes, std::exchange(opened_->listing, {})};
    if (job.page > int(opened_->pages.size())) return Error{ErrorCode::damaged, "The file has no such page", job.name, ""};
    const auto& page = *opened_->pages[std::size_t(job.page - 1)];
    if (job.what == Job::What::read) return read(page, job, fds);
    auto decoded = page.decode();
    if (!decoded) return decoded.error();
    return std::move(decoded).value();
  } catch (const std::bad_alloc&) { return too_little_memory(); } catch (const std::exception& thrown) {
    return Error{ErrorCode::failed, thrown.what(), "", "Scan the page again"};
  }

  Said unpacked(const Job& job) {
    auto archive = receive::take_apart({job_file, job.name, nullptr}, job.limits, job.files_too);
    if (!archive) return archive.error();
    Unpacked unpacked{archive.value().kind, {}, std::move(archive.value().set_aside)};
    for (const auto& file : archive.value().files) unpacked.files.emplace_back(file.name, numbers_[file.path.string()]);
    return unpacked;
  }

  Said read(const receive::PendingPage& page, const Job& job, const std::vector<OwnFd>& fds) {
    PageRead read;
    const auto keep = [&](const core::CleanPage& flat) {
      if (!job.pictures || fds.size() != 4) return;
      read.colour_channels = flat.colour.channels, read.ink = !flat.ink.empty();
      (void)write_picture(flat.text, fds[1].get());
      (void)write_picture(flat.colour, fds[2].get());
      if (read.ink) (void)write_picture(flat.ink, fds[3].get());
    };
    auto record = look_at(
        page, readers_, [this] { say(Decoded{}); }, keep);
    if (!record) return record.error();
    read.reading = std::move(record.value().reading), read.original = std::move(record.value().original);
    read.decode = record.value().times.decode, read.clean = record.value().times.clean, read.read = record.value().times.read;
    return read;
  }

  int socket_;
  const Readers& readers_;
  std::uint32_t sequence_ = 0;
  std::uint64_t open_ = 0;  // the job's file that is open, 0: none
  std::optional<receive::OpenedFile> opened_;
  std::map<std::string, int> numbers_;  // of the files asked for, as the parent counts them
  int files_asked_ = 0, poppler_calls_ = 0;
};

}  // namespace

void live_as_worker(int socket, const Readers& readers, const receive::CageLimits& limits, const receive::Locks& locks) {
  spdlog::set_level(spdlog::level::off);
  Worker worker(socket, readers);
  receive::live_behind(&worker);
  if (!receive::close_cage(limits, locks)) ::_exit(exit_not_closed_in);
  worker.serve();
}

}  // namespace claimpack::run
