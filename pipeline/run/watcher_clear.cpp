// Originals leave an inbox by a rename, and only when the ledger has their claim finished on disk. Nothing is deleted.
#include "receive/file_name.hpp"
#include "run/watcher.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Arrival;
using core::ArrivalState;
using core::Done;
using core::ErrorCode;
using core::LedgerClaim;
using core::Result;
using core::WorkState;

namespace {

const std::string reason_file = "原因.txt";
constexpr int names_max = 10'000;
constexpr std::size_t noted_together = 200;

std::string numbered(const std::string& name, int number) {
  if (number == 1) return name;
  const auto dot = name.rfind('.');
  const auto at = dot == std::string::npos || dot == 0 ? name.size() : dot;
  return name.substr(0, at) + "~" + std::to_string(number) + name.substr(at);
}

bool needs_attention(const Arrival& arrival, const LedgerClaim& claim) {
  return arrival.state == ArrivalState::quarantined || claim.state != WorkState::done;
}

}  // namespace

Result<Done> Watcher::clear() {
  if (!settings_.move_originals) return Done{};
  Leaving leaving;
  for (const fs::path& inbox : inboxes_) {
    const auto ready = shelf_.may_leave(inbox.string());
    if (!ready) return ready.error();
    std::map<std::int64_t, LedgerClaim> claims;
    for (const Arrival& each : ready.value()) {
      auto found = claims.find(each.claim);
      if (found == claims.end()) {
        const auto claim = shelf_.claim(each.claim);
        if (!claim) return claim.error();
        found = claims.emplace(each.claim, claim.value()).first;
      }
      const LedgerClaim& claim = found->second;
      if (step_) step_();
      const auto moved = move_away(each, claim, leaving);
      if (!moved) {  // what was moved before it is noted all the same
        const auto noted = note(leaving);
        return noted ? moved.error() : noted.error();
      }
      if (!moved.value()) continue;
      leaving.paths.push_back(each.path);
      leaving.finished[fs::path(each.path).parent_path()] = claim;
      if (needs_attention(each, claim)) leaving.attention[claim.id] = claim;
      if (leaving.moved.size() < noted_together) continue;
      if (const auto noted = note(leaving); !noted) return noted;
    }
  }
  return note(leaving);
}

// Folders are synced once for all that went through them, a person is told, and one transaction notes it. After a death before
// that the originals are found where they were moved to.
Result<Done> Watcher::note(Leaving& leaving) {
  for (const fs::path& folder : leaving.folders)
    if (const auto synced = disk_.sync_folder(folder); !synced) return synced;
  for (const auto& [id, claim] : leaving.attention)
    if (const auto written = write_reasons(claim); !written) return written;
  if (!leaving.moved.empty())
    if (const auto noted = shelf_.left(leaving.moved); !noted) return noted;
  for (const std::string& path : leaving.paths) known_.erase(path);
  for (const auto& [folder, claim] : leaving.finished) clear_folder(claim, folder);
  leaving = {};
  return Done{};
}

// True where it went, and is to be noted. False where it does not lie there: it may be on a share that is gone.
Result<bool> Watcher::move_away(const Arrival& arrival, const LedgerClaim& claim, Leaving& leaving) {
  const fs::path from = arrival.path;
  const fs::path to = fs::path(claim.inbox) / (needs_attention(arrival, claim) ? attention_folder : done_folder) / claim.name;
  const std::string name = from.filename().string();
  const auto there = disk_.status(from);
  if (!there) return false;
  const bool same = there.value() && there.value()->mark == arrival.mark;
  if (there.value() && !same) {  // other bytes under its name: they are an arrival of their own
    leaving.moved.emplace_back(arrival.id, "replaced in the inbox");
    return true;
  }
  if (same)
    if (const auto made = core::make_folders(disk_, to); !made) return made.error();
  for (int number = 1; number < names_max; ++number) {
    const fs::path target = to / numbered(name, number);
    const auto taken = disk_.status(target);
    if (!taken) return same ? Result<bool>(taken.error()) : false;
    if (!same) {
      if (!taken.value()) return false;
      if (!(taken.value()->mark == arrival.mark)) continue;  // moved by a run that died before it could say so?
    } else {
      if (taken.value()) continue;
      const auto moved = disk_.rename_new(from, target);
      if (!moved && moved.error().code == ErrorCode::bad_input) continue;
      if (!moved) return moved.error();
      const auto now = disk_.status(target);
      if (now && now.value() && !(now.value()->mark == arrival.mark)) {  // replaced in this very moment: back with it
        const auto back = disk_.rename_new(target, from);
        return back ? Result<bool>(false) : back.error();
      }
      leaving.folders.insert({to, from.parent_path()});
    }
    leaving.moved.emplace_back(arrival.id, target.string());
    return true;
  }
  return false;
}

// What a clerk reads beside the files: which, why, and what to do.
Result<Done> Watcher::write_reasons(const LedgerClaim& claim) {
  const fs::path folder = fs::path(claim.inbox) / attention_folder / claim.name;
  const auto there = disk_.status(folder);
  if (!there || !there.value()) return Done{};  // all its files were replaced in the inbox meanwhile
  std::string text = "案卷：" + claim.name + "\n";
  if (claim.state == WorkState::repeated) text += "本件的全部文件此前均已收到，未重复受理。\n";
  if (!claim.reason.empty()) text += "原因：" + claim.reason + "\n";
  const auto quarantined = shelf_.quarantined();
  if (!quarantined) return quarantined.error();
  for (const Arrival& each : quarantined.value())
    if (each.claim == claim.id)
      text += "第 " + std::to_string(each.id) + " 号  " + receive::utf8_name(each.name) + "：" + each.reason + "\n";
  text +=
      claim.state == WorkState::repeated
          ? "如确需重新处理，请使用 claimpack retry。\n"
          : "原件已另存，未丢失。请改正后将文件重新放入收件箱（原文件也可原样放回重试），或使用 claimpack quarantine release。\n";
  const fs::path fresh = folder / ("." + reason_file + ".partial");
  if (const auto clear = disk_.remove(fresh); !clear) return clear;
  if (const auto written = core::write_new(disk_, fresh, text); !written) return written;
  if (const auto placed = disk_.rename(fresh, folder / reason_file); !placed) return placed;
  return disk_.sync_folder(folder);
}

// An emptied folder goes; the marks and leftovers of other systems in it go along to done/. What fails here costs nothing:
// the folder stays.
void Watcher::clear_folder(const LedgerClaim& claim, const fs::path& folder) {
  if (claim.one_file || folder == fs::path(claim.inbox)) return;
  const auto names = disk_.list(folder);
  if (!names) return;
  for (const std::string& name : names.value())
    if (!receive::is_leftover(name)) return;
  const fs::path to = fs::path(claim.inbox) / done_folder / claim.name;
  for (const std::string& name : names.value()) {
    if (!core::make_folders(disk_, to)) return;
    int number = 1;
    while (number < names_max) {
      const auto moved = disk_.rename_new(folder / name, to / numbered(name, number));
      if (moved) break;
      if (moved.error().code != ErrorCode::bad_input) return;
      ++number;
    }
  }
  for (fs::path each = folder; each != fs::path(claim.inbox); each = each.parent_path())
    if (!disk_.remove_empty(each)) return;
}

}  // namespace claimpack::run
