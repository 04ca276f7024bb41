// The inboxes' side of `watch`: takes what is whole onto the shelf, seals claims, and moves originals away once the ledger
// has them. The other side, claim_work.hpp, reads what is sealed. The two meet in the ledger alone.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/ledger.hpp"
#include "run/inbox.hpp"
#include "run/settings.hpp"

namespace claimpack::run {

class Watcher {
 public:
  // Tells a person; names no file or claimant, only numbers of the ledger.
  using Tell = std::function<void(const std::string&)>;
  // Inboxes named earlier go first (a counter's over the night's batch).
  Watcher(core::Shelf& shelf, core::Disk& disk, core::Clock& clock, std::vector<std::filesystem::path> inboxes,
          const WatchSettings& settings, Tell tell);
  // Called between two files: says that the watcher is alive while one look takes long (a slow share).
  void each_step(std::function<void()> step) { step_ = std::move(step); }
  // What lies where it lay, as the ledger has it. Before the first look. Error disk.
  core::Result<core::Done> begin();

  struct Seen {
    int taken = 0, sealed = 0;
    int gone = 0;              // inboxes that cannot be looked at now
    std::int64_t bytes = 0;    // of the files taken
    int waiting = 0;           // files that are not whole yet, and claims that are not quiet yet
    std::int64_t wait_ms = 0;  // until something of it is due
  };
  // Looks at all inboxes once. Error disk: nothing was acknowledged; it is tried again at the next look.
  core::Result<Seen> look();
  // Moves the originals of claims that are finished. Error disk.
  core::Result<core::Done> clear();
  const std::vector<std::filesystem::path>& inboxes() const { return inboxes_; }
  const std::vector<std::filesystem::path>& folders() const { return folders_; }  // as last seen, to be told of changes in

 private:
  struct Coming {
    core::FileMark mark;
    std::int64_t since_ms = 0, next_ms = 0;
    int tries = 0;
    std::string folder;
  };
  core::Result<core::Done> look_at(std::size_t inbox, Seen& seen);
  bool is_due(const Lying& file, Seen& seen);  // whole, and not entered yet
  core::Result<core::Done> take(std::size_t inbox, const std::vector<Lying>& files, Seen& seen);
  core::NewArrival arrival_of(std::size_t inbox, const Lying& file, const std::string& digest);
  void not_taken(const Lying& file, const core::Error* error, Seen& seen);
  void taken(const Lying& file, const core::Arrival& entered, Seen& seen);
  core::Result<core::Done> take_singly(const std::vector<Lying>& files, const std::vector<core::NewArrival>& arrivals,
                                       Seen& seen);
  core::Result<int> priority_of(const core::LedgerClaim& claim, bool named);
  core::Result<core::Done> seal_quiet(Seen& seen);
  bool is_coming(const core::LedgerClaim& claim) const;
  void back_off(Coming& coming, std::int64_t now_ms) const;
  void wait_for(std::int64_t at_ms, Seen& seen) const;
  // Originals on their way out: renamed, not yet noted.
  struct Leaving {
    std::vector<std::pair<std::int64_t, std::string>> moved;      // arrival, where to
    std::vector<std::string> paths;                               // where they lay
    std::set<std::filesystem::path> folders;                      // changed by it
    std::map<std::int64_t, core::LedgerClaim> attention;          // claims of which a person is told
    std::map<std::filesystem::path, core::LedgerClaim> finished;  // by the folder that their files lay in
  };
  core::Result<bool> move_away(const core::Arrival& arrival, const core::LedgerClaim& claim, Leaving& leaving);
  core::Result<core::Done> note(Leaving& leaving);
  core::Result<core::Done> write_reasons(const core::LedgerClaim& claim);
  void clear_folder(const core::LedgerClaim& claim, const std::filesystem::path& folder);
  void tell_once(const std::string& key, const std::string& what);

  core::Shelf& shelf_;
  core::Disk& disk_;
  core::Clock& clock_;
  std::vector<std::filesystem::path> inboxes_, folders_;
  WatchSettings settings_;
  Tell tell_;
  std::map<std::string, core::FileMark> known_;     // path: entered, and still lying there
  std::map<std::string, Coming> coming_;            // path: not whole yet
  std::map<std::int64_t, std::int64_t> active_ms_;  // open claim: when its last page came
  std::map<std::string, Inbox> last_;               // inbox: as last seen
  std::set<std::string> told_;
  std::function<void()> step_;
};

}  // namespace claimpack::run
