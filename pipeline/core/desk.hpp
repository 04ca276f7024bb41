// `Desk`: the port behind which `store` keeps what people do at the review station: accounts, sessions, the queue with its
// leases, corrections, samples, and what leaves for other programs. Every change is one transaction and a line of the
// ledger's chained log (ledger.hpp).
#pragma once

#include <map>

#include "core/desk_values.hpp"
#include "core/people.hpp"

namespace claimpack::core {

// A lease as its holder names it: whose token is not the newest, or has run out, gets Error `bad_input` with place "lease".
struct Held {
  std::int64_t claim = 0, token = 0, person = 0;
};

// Errors: disk; bad_input where it is not allowed now, with a word as its place: "lease" (not held, or by somebody else),
// "revision" (not current), "state" (not in this state of the queue), "missing" (nothing there), "taken" (a name that is used).
class Desk {
 public:
  virtual ~Desk() = default;

  // ---- people
  virtual Result<std::int64_t> add_person(const Person& person, std::int64_t by) = 0;
  virtual Result<std::int64_t> add_first_person(const Person& person) = 0;  // "taken" where there is anybody
  virtual Result<Done> change_person(const Person& person, std::int64_t by, const std::string& why) = 0;  // all but id and login
  virtual Result<std::vector<Person>> people() = 0;
  virtual Result<std::optional<Person>> person(const std::string& login) = 0;
  // A wrong password: the count grows; from `failures_max` on the person is locked until then. The person as it then is.
  virtual Result<Person> login_failed(std::int64_t person, int failures_max, std::int64_t locked_until_ms) = 0;

  // ---- sessions
  virtual Result<Done> begin_session(const DeskSession& session) = 0;  // clears the person's failures
  virtual Result<std::optional<DeskSession>> session(const std::string& token_hash) = 0;
  virtual Result<Done> end_session(const std::string& token_hash) = 0;
  virtual Result<Done> end_sessions_of(std::int64_t person, const std::string& but_token_hash) = 0;

  // ---- the log
  virtual Result<Done> note(const Act& act) = 0;
  virtual Result<std::vector<LogLine>> log_after(std::int64_t id, int limit) = 0;
  virtual Result<std::vector<LogLine>> log_of_claim(std::int64_t claim) = 0;  // arrivals, packets and acts too

  // ---- the queue
  // The newest packets of claims, numbered above `after`, that no DeskClaim stands for yet; up to which all were looked at.
  struct Unqueued {
    std::vector<PacketRecord> packets;
    std::int64_t up_to = 0;
  };
  virtual Result<Unqueued> unqueued(std::int64_t after, int limit) = 0;
  // A new claim, or a new round of one: keeps its corrections, and asks for people anew.
  virtual Result<Done> enqueue(const DeskClaim& claim) = 0;  // automatic: into the outbox at once, with `decision` as its body
  virtual Result<DeskClaim> desk_claim(std::int64_t claim) = 0;
  virtual Result<QueuePage> queue(const QueueQuery& query) = 0;
  // Leases the best free one for the person: the counter first, then priority, then the deadline, then the older.
  virtual Result<std::optional<Lease>> take_next(const NextQuery& query) = 0;
  virtual Result<Lease> take(std::int64_t claim, std::int64_t person, std::int64_t until_ms) = 0;  // the own one: a new token
  virtual Result<Lease> lease(std::int64_t claim) = 0;  // as it is; token 0: never leased, until in the past: free
  virtual Result<Lease> renew(const Held& held, std::int64_t until_ms) = 0;
  virtual Result<Done> give_back(const Held& held) = 0;
  virtual Result<Done> postpone(const Held& held, std::int64_t until_ms, const std::string& reason) = 0;
  virtual Result<Done> to_senior(const Held& held, const std::string& reason) = 0;
  virtual Result<std::int64_t> assigned(std::int64_t claim) = 0;  // to whom; 0: to nobody
  virtual Result<Done> steer(std::int64_t claim, const Steering& steering, std::int64_t by) = 0;

  // ---- corrections: lines that are added and never changed; undoing is a line too
  virtual Result<std::vector<KeptCorrection>> corrections(std::int64_t claim) = 0;
  virtual Result<int> correct(const Held& held, int base_revision, const std::vector<NewCorrection>& corrections) = 0;
  virtual Result<int> undo(const Held& held, int base_revision, std::int64_t correction) = 0;  // the new revision
  virtual Result<std::vector<DrawnCorrection>> drawn_corrections(int limit) = 0;               // of all claims, the newest first

  // ---- decisions
  // waiting -> packing, or waiting_second where another person has to agree. The lease ends. A decision (JSON of a correction of
  // that kind) becomes the last correction; empty: as the rules say.
  virtual Result<Done> decide(const Held& held, int base_revision, const std::string& decision, bool needs_second) = 0;
  // waiting_second -> packing, or back to waiting on the seniors' pile. Never by who decided first ("state").
  virtual Result<Done> second(const Held& held, bool agree, const std::string& reason) = 0;
  virtual Result<std::vector<DeskClaim>> packing() = 0;  // decided, the packet not made yet: also after a death
  // packing -> packed, with its outcome and state; into the outbox, and to every webhook.
  virtual Result<Done> packed(const DeskClaim& result, const std::string& outbox_body) = 0;

  // ---- uploads
  virtual Result<Done> uploaded(const Upload& upload) = 0;
  virtual Result<std::vector<Upload>> uploads(const std::string& station, std::int64_t person, int limit) = 0;  // empty, 0: all
  // The newest claim of a folder of an inbox, and all that came for it, in every state; 0: there is none yet.
  virtual Result<std::int64_t> claim_of_folder(const std::string& folder) = 0;
  virtual Result<std::vector<Arrival>> arrivals_of(std::int64_t claim) = 0;
  virtual Result<bool> uploaded_by(const std::string& folder, std::int64_t person) = 0;  // person 0: by anybody

  // ---- quality
  virtual Result<Done> add_samples(const std::vector<Sample>& samples) = 0;
  virtual Result<std::optional<Sample>> next_sample(std::int64_t person) = 0;  // never of the person's own work
  // `differs`: why the claim of a second keying that is not as the first goes back to the seniors; empty: it does not.
  virtual Result<Sample> answer(std::int64_t sample, std::int64_t person, const std::string& value, bool right,
                                const std::string& differs) = 0;
  virtual Result<Sample> sample(std::int64_t id) = 0;
  virtual Result<QualityCounts> quality() = 0;

  // ---- what leaves
  virtual Result<std::vector<OutboxItem>> outbox(std::int64_t after, int limit) = 0;
  virtual Result<Done> acknowledge(std::int64_t item, std::int64_t person) = 0;
  virtual Result<std::int64_t> add_webhook(const Webhook& webhook, std::int64_t by) = 0;
  virtual Result<Done> switch_webhook(std::int64_t id, bool active, std::int64_t by) = 0;
  virtual Result<std::vector<Webhook>> webhooks() = 0;
  virtual Result<std::vector<KeptDelivery>> deliveries(std::int64_t webhook, int limit) = 0;  // the newest first
  // At once and once more: that item, or (0) all that have not arrived. How many.
  virtual Result<int> deliver_again(std::int64_t webhook, std::int64_t item, std::int64_t by) = 0;
  virtual Result<std::vector<Delivery>> due(std::int64_t now_ms, int limit) = 0;
  virtual Result<Done> delivered(const Delivery& delivery, bool arrived, const std::string& error, std::int64_t next_ms) = 0;

  // ---- the dashboard
  virtual Result<DeskFigures> figures(std::int64_t now_ms, int days) = 0;
};

}  // namespace claimpack::core
