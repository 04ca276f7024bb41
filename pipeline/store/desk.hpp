// The Desk of this room: the station's tables beside the ledger's, in the same file and under the same log.
#pragma once

#include "core/desk.hpp"
#include "store/database.hpp"

namespace claimpack::store {

class FolderDesk : public core::Desk {
 public:
  template <class T>
  using Result = core::Result<T>;
  using Done = core::Done;
  using Id = std::int64_t;

  // Two connections to one file: who looks does not wait for who writes.
  FolderDesk(core::Clock& clock, std::unique_ptr<Database> writing, std::unique_ptr<Database> looking)
      : clock_(clock), writing_(std::move(writing)), looking_(std::move(looking)) {}

  Result<Id> add_person(const core::Person& person, Id by) override;
  Result<Id> add_first_person(const core::Person& person) override;
  Result<Done> change_person(const core::Person& person, Id by, const std::string& why) override;
  Result<std::vector<core::Person>> people() override;
  Result<std::optional<core::Person>> person(const std::string& login) override;
  Result<core::Person> login_failed(Id person, int failures_max, std::int64_t locked_until_ms) override;

  Result<Done> begin_session(const core::DeskSession& session) override;
  Result<std::optional<core::DeskSession>> session(const std::string& token_hash) override;
  Result<Done> end_session(const std::string& token_hash) override;
  Result<Done> end_sessions_of(Id person, const std::string& but_token_hash) override;

  Result<Done> note(const core::Act& act) override;
  Result<std::vector<core::LogLine>> log_after(Id id, int limit) override;
  Result<std::vector<core::LogLine>> log_of_claim(Id claim) override;

  Result<Unqueued> unqueued(Id after, int limit) override;
  Result<Done> enqueue(const core::DeskClaim& claim) override;
  Result<core::DeskClaim> desk_claim(Id claim) override;
  Result<core::QueuePage> queue(const core::QueueQuery& query) override;
  Result<std::optional<core::Lease>> take_next(const core::NextQuery& query) override;
  Result<core::Lease> take(Id claim, Id person, std::int64_t until_ms) override;
  Result<core::Lease> lease(Id claim) override;
  Result<core::Lease> renew(const core::Held& held, std::int64_t until_ms) override;
  Result<Done> give_back(const core::Held& held) override;
  Result<Done> postpone(const core::Held& held, std::int64_t until_ms, const std::string& reason) override;
  Result<Done> to_senior(const core::Held& held, const std::string& reason) override;
  Result<Id> assigned(Id claim) override;
  Result<Done> steer(Id claim, const core::Steering& steering, Id by) override;

  Result<std::vector<core::KeptCorrection>> corrections(Id claim) override;
  Result<int> correct(const core::Held& held, int base_revision, const std::vector<core::NewCorrection>& corrections) override;
  Result<int> undo(const core::Held& held, int base_revision, Id correction) override;
  Result<std::vector<core::DrawnCorrection>> drawn_corrections(int limit) override;

  Result<Done> decide(const core::Held& held, int base_revision, const std::string& decision, bool needs_second) override;
  Result<Done> second(const core::Held& held, bool agree, const std::string& reason) override;
  Result<std::vector<core::DeskClaim>> packing() override;
  Result<Done> packed(const core::DeskClaim& result, const std::string& outbox_body) override;

  Result<Done> uploaded(const core::Upload& upload) override;
  Result<std::vector<core::Upload>> uploads(const std::string& station, Id person, int limit) override;
  Result<Id> claim_of_folder(const std::string& folder) override;
  Result<std::vector<core::Arrival>> arrivals_of(Id claim) override;
  Result<bool> uploaded_by(const std::string& folder, Id person) override;

  Result<Done> add_samples(const std::vector<core::Sample>& samples) override;
  Result<std::optional<core::Sample>> next_sample(Id person) override;
  Result<core::Sample> answer(Id sample, Id person, const std::string& value, bool right, const std::string& differs) override;
  Result<core::Sample> sample(Id id) override;
  Result<core::QualityCounts> quality() override;

  Result<std::vector<core::OutboxItem>> outbox(Id after, int limit) override;
  Result<Done> acknowledge(Id item, Id person) override;
  Result<Id> add_webhook(const core::Webhook& webhook, Id by) override;
  Result<Done> switch_webhook(Id id, bool active, Id by) override;
  Result<std::vector<core::Webhook>> webhooks() override;
  Result<std::vector<core::KeptDelivery>> deliveries(Id webhook, int limit) override;
  Result<int> deliver_again(Id webhook, Id item, Id by) override;
  Result<std::vector<core::Delivery>> due(std::int64_t now_ms, int limit) override;
  Result<Done> delivered(const core::Delivery& delivery, bool arrived, const std::string& error, std::int64_t next_ms) override;

  Result<core::DeskFigures> figures(std::int64_t now_ms, int days) override;

 private:
  core::QueueCounts counts(soci::session& sql, const core::QueueQuery& query);
  core::Clock& clock_;
  std::unique_ptr<Database> writing_, looking_;
  std::mutex counts_mutex_;
  core::QueueCounts counted_;       // of everybody; counted anew when it is older than a second
  std::int64_t counted_at_ms_ = 0;  // 0: never
};

// Throws Refusal: bad_input with a word of core/desk.hpp as its place.
[[noreturn]] void refuse(const std::string& word, const std::string& what, const std::string& cure);
// The lease as it is, if it is the holder's and goes on; else throws Refusal "lease".
core::Lease held_lease(soci::session& sql, const core::Held& held, std::int64_t now_ms);
core::DeskClaim desk_claim_of(soci::session& sql, std::int64_t claim);  // throws Refusal "missing"
std::string by(std::int64_t person);                                    // "by 7", for the log
// Into the outbox, and to every webhook.
void send_out(soci::session& sql, core::OutboxItem& item, std::int64_t now_ms);

}  // namespace claimpack::store
