#include "run/watcher.hpp"

#include <time.h>

#include <algorithm>
#include <cmath>

#include "receive/content.hpp"
#include "receive/ending.hpp"
#include "receive/file_name.hpp"
#include "receive/receive.hpp"
#include "run/output.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Done;
using core::ErrorCode;
using core::LedgerClaim;
using core::Result;
using core::WorkState;

namespace {

constexpr std::int64_t back_off_ms_max = 30'000;
constexpr int taken_max = 400;               // files, in one look
constexpr std::size_t taken_together = 100;  // in one transaction
constexpr std::int64_t intake_bytes_max = 1 << 20;
constexpr std::int64_t slow_file_ms = 60'000;  // unfinished so long: a person is told
constexpr std::int64_t day_ms = 86'400'000;

std::int64_t ms(double seconds) { return std::llround(seconds * 1000); }

std::string time_name(std::int64_t now_ms) {
  const time_t seconds = now_ms / 1000;
  tm parts{};
  localtime_r(&seconds, &parts);
  char text[32];
  strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts);
  return text;
}

// Single pictures belong together; everything else holds a claim of its own.
bool is_loose_page(core::Disk& disk, const fs::path& path) {
  auto file = disk.open(path);
  std::vector<char> head(receive::head_bytes);
  if (!file) return false;
  const auto count = file.value()->read(head);
  if (!count) return false;
  const auto content = receive::content_of({reinterpret_cast<const std::uint8_t*>(head.data()), count.value()});
  return content == receive::Content::jpeg || content == receive::Content::png || content == receive::Content::bmp;
}

}  // namespace

Watcher::Watcher(core::Shelf& shelf, core::Disk& disk, core::Clock& clock, std::vector<fs::path> inboxes,
                 const WatchSettings& settings, Tell tell)
    : shelf_(shelf), disk_(disk), clock_(clock), inboxes_(std::move(inboxes)), settings_(settings), tell_(std::move(tell)) {}

Result<Done> Watcher::begin() {
  const auto lying = shelf_.lying();
  if (!lying) return lying.error();
  for (const core::Arrival& each : lying.value()) known_[each.path] = each.mark;
  return Done{};
}

void Watcher::tell_once(const std::string& key, const std::string& what) {
  if (told_.insert(key).second) tell_(what);
}

// Ever longer, but not beyond half a minute.
void Watcher::back_off(Coming& coming, std::int64_t now_ms) const {
  const std::int64_t first = std::max<std::int64_t>(50, ms(settings_.still_seconds));
  coming.next_ms = now_ms + std::min(back_off_ms_max, first << std::min(coming.tries++, 9));
}

void Watcher::wait_for(std::int64_t at_ms, Seen& seen) const {
  const std::int64_t left = std::max<std::int64_t>(1, at_ms - clock_.steady_ms());
  seen.wait_ms = seen.wait_ms == 0 ? left : std::min(seen.wait_ms, left);
}

Result<Watcher::Seen> Watcher::look() {
  Seen seen;
  folders_.clear();
  for (std::size_t i = 0; i < inboxes_.size(); ++i)
    if (const auto looked = look_at(i, seen); !looked) return looked.error();
  if (const auto sealed = seal_quiet(seen); !sealed) return sealed.error();
  return seen;
}

Result<Done> Watcher::look_at(std::size_t index, Seen& seen) {
  const std::string inbox = inboxes_[index].string();
  auto looked = look_into(disk_, inboxes_[index]);
  if (!looked) {  // a share that is gone: what was seen of it waits until it is back
    last_.erase(inbox);
    ++seen.gone;
    tell_once("gone " + inbox, "An inbox cannot be looked at: " + core::sentence(looked.error()));
    return Done{};
  }
  if (told_.erase("gone " + inbox)) tell_("An inbox can be looked at again");
  Inbox& now = last_[inbox] = std::move(looked).value();
  folders_.insert(folders_.end(), now.folders.begin(), now.folders.end());
  std::set<std::string> there;
  std::vector<Lying> due;
  for (const Lying& file : now.files) {
    there.insert(file.path.string());
    if (step_) step_();
    if (is_due(file, seen)) due.push_back(file), ++seen.taken;
    if (due.size() < taken_together) continue;
    if (const auto done = take(index, due, seen); !done) return done;
    due.clear();
  }
  if (const auto done = take(index, due, seen); !done) return done;
  for (const fs::path& odd : now.odd)
    tell_once("odd " + odd.string(), "A link, pipe or device lies in an inbox and is left there");
  std::erase_if(coming_, [&](const auto& each) {  // taken away before it was whole
    return each.first.compare(0, inbox.size() + 1, inbox + "/") == 0 && !there.count(each.first);
  });
  return Done{};
}

bool Watcher::is_due(const Lying& file, Seen& seen) {
  const std::string path = file.path.string();
  if (const auto known = known_.find(path); known != known_.end() && known->second == file.mark) return false;
  const std::int64_t now = clock_.steady_ms();
  Coming& coming = coming_[path];
  if (coming.since_ms == 0 || !(coming.mark == file.mark))
    coming = {file.mark, now, now + ms(settings_.still_seconds), 0, file.folder};
  if (seen.taken >= taken_max) {  // at the next look, which comes at once: a stop must not wait for thousands of files
    ++seen.waiting;
    seen.wait_ms = 1;
    return false;
  }
  if (now >= coming.next_ms) {
    const auto ending = receive::ending_of(file.path);
    const bool whole = ending && ending.value() != receive::Ending::unfinished;
    if (whole || (ending && now - coming.since_ms >= ms(settings_.give_up_seconds))) return true;
    if (now - coming.since_ms >= slow_file_ms)
      tell_once("slow " + path, ending ? "A file in an inbox does not end properly and is waited for"
                                       : "A file in an inbox cannot be read: " + ending.error().what);
    back_off(coming, now);
    // A file that nobody finishes is taken when its time is over, not at the next back-off.
    const std::int64_t given_up = coming.since_ms + ms(settings_.give_up_seconds);
    if (given_up > now) coming.next_ms = std::min(coming.next_ms, given_up);
  }
  ++seen.waiting;
  wait_for(coming.next_ms, seen);
  return false;
}

// Changed, went or cannot be read: the next looks will tell.
void Watcher::not_taken(const Lying& file, const core::Error* error, Seen& seen) {
  const std::string path = file.path.string();
  Coming& coming = coming_[path];
  if (error && clock_.steady_ms() - coming.since_ms >= slow_file_ms)
    tell_once("slow " + path, "A file in an inbox cannot be read: " + error->what);
  back_off(coming, clock_.steady_ms());
  --seen.taken, ++seen.waiting;
  wait_for(coming.next_ms, seen);
}

core::NewArrival Watcher::arrival_of(std::size_t index, const Lying& file, const std::string& digest) {
  core::NewArrival arrival;
  arrival.digest = digest, arrival.path = file.path.string(), arrival.mark = file.mark;
  arrival.name = file.path.filename().string();
  arrival.inbox = inboxes_[index].string();
  arrival.folder = file.folder;
  if (!file.folder.empty()) {
    arrival.claim_name = safe_name(receive::utf8_name(fs::path(file.folder).filename().string()));
    arrival.supplement_ms_max = settings_.supplement_days * day_ms;
  } else if (is_loose_page(disk_, file.path)) {
    arrival.claim_name = "散页-" + time_name(clock_.now_ms());
  } else {
    arrival.one_file = true;
    arrival.folder = arrival.name;
    arrival.claim_name = safe_name(receive::utf8_name(file.path.stem().string()));
  }
  return arrival;
}

void Watcher::taken(const Lying& file, const core::Arrival& entered, Seen& seen) {
  const std::string path = file.path.string();
  known_[path] = file.mark;
  coming_.erase(path);
  told_.erase("slow " + path);
  active_ms_[entered.claim] = clock_.steady_ms();
  seen.bytes += file.mark.bytes;
}

// Bytes first, each on the disk; then one transaction enters them all. Only then anything counts as taken.
Result<Done> Watcher::take(std::size_t index, const std::vector<Lying>& files, Seen& seen) {
  if (files.empty()) return Done{};
  std::vector<fs::path> paths;
  for (const Lying& file : files) paths.push_back(file.path);
  const auto kept = shelf_.keep_files(paths);
  std::vector<Lying> whole;
  std::vector<core::NewArrival> arrivals;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!kept[i] && kept[i].error().code == ErrorCode::disk) return kept[i].error();
    if (!kept[i] || !(kept[i].value().mark == files[i].mark)) {
      not_taken(files[i], kept[i] ? nullptr : &kept[i].error(), seen);
      continue;
    }
    whole.push_back(files[i]);
    arrivals.push_back(arrival_of(index, files[i], kept[i].value().digest));
  }
  if (arrivals.empty()) return Done{};
  const auto entered = shelf_.arrive_all(arrivals);
  if (!entered && entered.error().code != ErrorCode::disk) return take_singly(whole, arrivals, seen);
  if (!entered) return entered.error();
  for (std::size_t i = 0; i < whole.size(); ++i) taken(whole[i], entered.value()[i], seen);
  return Done{};
}

// The ledger refuses one of them: the others do not wait for it.
Result<Done> Watcher::take_singly(const std::vector<Lying>& files, const std::vector<core::NewArrival>& arrivals, Seen& seen) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto entered = shelf_.arrive(arrivals[i]);
    if (!entered && entered.error().code == ErrorCode::disk) return entered.error();
    if (entered) {
      taken(files[i], entered.value(), seen);
      continue;
    }
    tell_once("refused " + files[i].path.string(), "The ledger does not take a file: " + entered.error().what);
    back_off(coming_[files[i].path.string()], clock_.steady_ms());
    --seen.taken;
  }
  return Done{};
}

// Does a page of the claim lie there that is not whole yet?
bool Watcher::is_coming(const LedgerClaim& claim) const {
  return std::any_of(coming_.begin(), coming_.end(), [&](const auto& each) {
    const std::string& folder = each.second.folder;
    return each.first.compare(0, claim.inbox.size() + 1, claim.inbox + "/") == 0 &&
           (claim.one_file ? each.first == claim.inbox + "/" + claim.folder : folder == claim.folder);
  });
}

// Inboxes named earlier go first; a claim that a person waits for at the counter before them all.
Result<int> Watcher::priority_of(const LedgerClaim& claim, bool named) {
  const auto inbox = std::find(inboxes_.begin(), inboxes_.end(), fs::path(claim.inbox));
  const int priority = inbox == inboxes_.end() ? 0 : int(inboxes_.end() - inbox);
  if (!named || claim.one_file) return priority;
  const auto members = shelf_.members(claim.id);
  if (!members) return members.error();
  for (const core::Arrival& each : members.value()) {
    if (each.name != "intake.json" || each.mark.bytes > intake_bytes_max) continue;
    const auto bytes = shelf_.bytes_of(each.digest);
    if (!bytes) return bytes.error().code == ErrorCode::disk ? Result<int>(bytes.error()) : priority;
    const auto intake = receive::parse_intake(bytes.value(), each.name);
    if (intake && intake.value().channel == "window") return core::counter_priority + priority;
  }
  return priority;
}

Result<Done> Watcher::seal_quiet(Seen& seen) {
  const auto open = shelf_.claims(WorkState::open);
  if (!open) return open.error();
  const std::int64_t now = clock_.steady_ms();
  for (const LedgerClaim& claim : open.value()) {
    const auto last = last_.find(claim.inbox);
    // The inbox of a claim may not be watched any more, or be gone: its pages are here, and nothing more comes.
    const bool ready = last != last_.end() && last->second.ready.count(claim.folder);
    const bool named = last != last_.end() && last->second.named.count(claim.folder);
    const double quiet = claim.one_file || ready ? 0 : named ? settings_.still_seconds : settings_.quiet_seconds;
    const std::int64_t since = active_ms_.try_emplace(claim.id, now).first->second, due = since + ms(quiet);
    if (now < due || is_coming(claim)) {
      ++seen.waiting;
      wait_for(std::max(due, now + 50), seen);
      continue;
    }
    const auto priority = priority_of(claim, named || ready);
    if (!priority) return priority.error();
    if (const auto sealed = shelf_.seal(claim.id, priority.value()); !sealed) return sealed.error();
    active_ms_.erase(claim.id);
    ++seen.sealed;
  }
  return Done{};
}

}  // namespace claimpack::run
