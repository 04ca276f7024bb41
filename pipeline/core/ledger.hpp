// The ledger of arrivals: its values, and `Shelf`, the port behind which `store` keeps them. Every byte stream that was ever
// seen is in exactly one state; every change of a state is a line in a log whose lines are chained by their digests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/packet_record.hpp"
#include "core/ports.hpp"
#include "core/result.hpp"

namespace claimpack::core {

// Stored by name: the names are frozen.
enum class ArrivalState { arrived, claimed, read, waiting_review, packed, quarantined, duplicate };
constexpr int arrival_states = 7;
const char* name_of(ArrivalState state);
const char* name_zh(ArrivalState state);
std::optional<ArrivalState> arrival_state(const std::string& name);
// Nothing more is done of itself: packed, quarantined, duplicate.
bool is_terminal(ArrivalState state);
// May an arrival go from one state to the other? (A packed page stays packed; a duplicate stays one.)
bool may_follow(ArrivalState from, ArrivalState to);

enum class WorkState {
  open,      // pages may still come
  ready,     // complete: waits to be read
  working,   // being read
  done,      // its packet is made
  failed,    // could not be processed: all its arrivals are quarantined
  repeated,  // all that came was known already
};
const char* name_of(WorkState state);
std::optional<WorkState> work_state(const std::string& name);

struct Arrival {
  std::int64_t id = 0;
  std::string digest;  // SHA-256 of its bytes, 64 lower-case hexadecimal digits
  std::string path;    // where it lay in the inbox
  FileMark mark;       // as it lay there
  std::string name;    // in its claim, as claim.json names it
  std::int64_t claim = 0;
  int round = 1;  // of the claim: 2 and more are supplements
  std::int64_t seen_at_ms = 0;
  ArrivalState state = ArrivalState::arrived;
  std::int64_t first = 0;  // of a duplicate: the arrival that had the same bytes before
  std::string reason;      // Chinese: why it is quarantined, or is not taken again
  std::string left_to;     // where the original was moved to; empty: it lies where it lay
};

// Of a claim at the counter (intake.json: channel window; a separator sheet that says so): before all others, whichever inbox
// it lay in.
constexpr int counter_priority = 1000;

struct LedgerClaim {
  std::int64_t id = 0;
  std::string name;    // of its packet's folder: unique, safe on every disk
  std::string inbox;   // with `folder`, what belongs together
  std::string folder;  // below the inbox; of a claim in one file, the file's name
  bool one_file = false;
  WorkState state = WorkState::open;
  int round = 1;
  int attempts = 0;  // begun, of this round
  int priority = 0;  // higher goes first
  std::int64_t opened_at_ms = 0, changed_at_ms = 0;
  std::string outcome;  // of the last packet; empty: none yet
  std::string reason;   // Chinese: of a failed claim
  // Of a claim that was taken out of loose pages: the claim that they came in (its own number where it is that one).
  std::int64_t parent = 0;
  std::string facts;   // what its separator sheet says, as an intake.json; empty: nothing
  std::string doubts;  // Chinese, a line each: pages of which it is not sure that they are this patient's
};

// One claim of several that lay together.
struct ClaimPart {
  std::string claim_name;  // wanted; the ledger adds -2, -3 … where it is taken. Of the first part: not used
  std::vector<std::int64_t> arrivals;
  int priority = 0;
  std::string facts, doubts;
};

// A byte stream that lies in an inbox, its bytes already on the shelf.
struct NewArrival {
  std::string digest, path, name, inbox, folder;
  FileMark mark;
  bool one_file = false;
  std::string claim_name;              // wanted; the ledger adds -2, -3 … where it is taken
  std::int64_t supplement_ms_max = 0;  // a finished claim older than this is not continued: a new one opens
};

struct Fate {
  std::int64_t arrival = 0;
  ArrivalState state = ArrivalState::packed;
  std::string reason;
};

// One line of the log, about one arrival, claim or packet.
struct LogLine {
  std::int64_t id = 0, at_ms = 0, subject = 0;
  std::string kind;  // "arrival", "claim", "packet"
  std::string row;   // all of the subject's values after the change
  std::string why;
};

struct LedgerStanding {
  std::vector<std::pair<ArrivalState, std::int64_t>> arrivals;  // all states
  std::vector<std::pair<WorkState, std::int64_t>> claims;       // all states
  std::int64_t packets = 0, unpublished = 0;
  std::int64_t oldest_open_ms = 0;  // when the oldest claim in flight last changed; 0: none is
  // When the oldest arrival came that is still in this state; of states that are not terminal. 0: none is.
  std::vector<std::pair<ArrivalState, std::int64_t>> oldest_arrival_ms;
};

// What an audit found. `faults` empty: all is proved.
struct AuditReport {
  std::int64_t arrivals = 0, terminal = 0, in_flight = 0, claims = 0, packets = 0, packet_pages = 0, blobs = 0, log_lines = 0;
  std::int64_t spare_blobs = 0;  // bytes that a death left behind before they were entered: harmless
  std::vector<std::string> faults;
};

// Errors: disk where it could not be written (then nothing has changed), bad_input for what the ledger does not allow.
// Every call that changes something is one transaction, on the disk when it returns. Callable from several threads.
class Shelf {
 public:
  virtual ~Shelf() = default;
  // ---- bytes, by their digest
  // Copies a file's bytes in; they are on the disk when it returns. The mark is that of the bytes copied; unreadable where
  // the file changed meanwhile.
  struct Kept {
    std::string digest;
    FileMark mark;
  };
  virtual Result<Kept> keep_file(const std::filesystem::path& path) = 0;
  // The same of many, whose syncs the disk may take together: a result for each.
  virtual std::vector<Result<Kept>> keep_files(const std::vector<std::filesystem::path>& paths) = 0;
  virtual Result<std::string> keep(std::string_view bytes) = 0;  // its digest
  virtual std::filesystem::path place_of(const std::string& digest) const = 0;
  virtual Result<std::string> bytes_of(const std::string& digest) = 0;  // damaged where they are not what they were

  // ---- arrivals
  // Enters a byte stream: into its claim, which is found or opened; as a `duplicate` where the bytes are known. Bytes that
  // were quarantined before are tried again. The same file seen again (a share that came back) is the same arrival.
  virtual Result<Arrival> arrive(const NewArrival& arrival) = 0;
  // The same of many, in their order, in one transaction: all of them, or none.
  virtual Result<std::vector<Arrival>> arrive_all(const std::vector<NewArrival>& arrivals) = 0;
  virtual Result<std::vector<Arrival>> lying() = 0;  // not moved yet
  // Of those, what came through this inbox and may leave it: its claim is finished, and its packet in place.
  virtual Result<std::vector<Arrival>> may_leave(const std::string& inbox) = 0;
  // Where their originals went, by arrival: all noted, or none.
  virtual Result<Done> left(const std::vector<std::pair<std::int64_t, std::string>>& moved) = 0;
  virtual Result<std::vector<Arrival>> quarantined() = 0;
  virtual Result<Arrival> arrival(std::int64_t id) = 0;
  virtual Result<std::vector<LogLine>> history(const std::string& kind, std::int64_t subject) = 0;
  // A quarantined arrival goes back into its claim, which is made ready.
  virtual Result<Done> release(std::int64_t arrival, const std::string& why) = 0;

  // ---- claims
  virtual Result<LedgerClaim> claim(std::int64_t id) = 0;
  virtual Result<std::optional<LedgerClaim>> find_claim(const std::string& name) = 0;
  virtual Result<std::vector<LedgerClaim>> claims(WorkState state) = 0;  // higher priority first, then the older
  // What the round is made of: one arrival a name, without what is quarantined or lies twice in it.
  virtual Result<std::vector<Arrival>> members(std::int64_t claim) = 0;
  virtual Result<Done> seal(std::int64_t claim, int priority) = 0;  // open -> ready, or repeated
  virtual Result<Done> begin(std::int64_t claim) = 0;               // ready -> working
  virtual Result<Done> was_read(std::int64_t claim) = 0;            // its arrivals: claimed -> read
  // working -> ready. The attempt counts against the claim only where the program died over it.
  virtual Result<Done> put_back(std::int64_t claim, const std::string& why, bool died) = 0;
  virtual Result<Done> fail(std::int64_t claim, const std::string& reason) = 0;  // working -> failed
  // A claim being read turns out to be several: the first part stays it, the others open, and all are ready. Its members that
  // no part names stay with it. Whatever comes later where it lay is none of theirs. The claims' ids, in the parts' order.
  virtual Result<std::vector<std::int64_t>> split(std::int64_t claim, const std::vector<ClaimPart>& parts) = 0;
  virtual Result<Done> retry(std::int64_t claim, const std::string& why) = 0;  // done, failed -> ready

  // ---- packets
  // working -> done (or open, where pages came meanwhile), with the fates of its arrivals. The packet's id.
  virtual Result<std::int64_t> packed(const PacketRecord& packet, const std::vector<Fate>& fates) = 0;
  virtual Result<Done> published(std::int64_t packet) = 0;
  // The next revision of a finished claim's last packet; round and revision are the ledger's to give. `settled`: the arrivals
  // that waited for a person wait no more. The packet's id. Error bad_input where the claim is not done, or `after` is not its
  // last packet.
  virtual Result<std::int64_t> revised(const PacketRecord& packet, std::int64_t after, bool settled, const std::string& why) = 0;
  virtual Result<std::optional<PacketRecord>> last_packet(std::int64_t claim) = 0;
  virtual Result<std::vector<PacketRecord>> packets() = 0;  // all, older first
  // At most so many with a smaller id, the newest first.
  virtual Result<std::vector<PacketRecord>> packets_before(std::int64_t id, int count) = 0;
  virtual Result<std::vector<PacketRecord>> unpublished() = 0;
  // Those with one of these numbers in the last packets of the claims whose first packet was made before this claim's; of all
  // other claims where it has none yet. (Not of those opened before it: a claim of the counter overtakes the night's.)
  virtual Result<std::vector<LedgerBill>> bills_before(std::int64_t claim, const std::vector<std::string>& numbers) = 0;

  // ---- the whole
  virtual Result<LedgerStanding> standing() = 0;
  virtual Result<AuditReport> audit() = 0;
  virtual Result<Done> backup(const std::filesystem::path& file) = 0;  // one file, while others go on writing
};

}  // namespace claimpack::core
