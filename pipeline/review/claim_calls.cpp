// The claim on one screen: as it is decided with what people said of it.
#include <algorithm>

#include "review/secrets.hpp"
#include "review/server.hpp"
#include "review/state_words.hpp"

namespace claimpack::review {

using core::DeskClaim;
using core::KeptCorrection;

namespace {

constexpr std::size_t kept_max = 64;
constexpr std::int64_t unmasked_ms = 30 * 60'000;
constexpr std::size_t corrections_max = 500, changes_max = 500;

Json correction_json(const KeptCorrection& each) {
  Json json = parsed(each.body).value_or(Json::object());
  json["id"] = each.id, json["kind"] = each.kind, json["person"] = each.login, json["person_name"] = each.name;
  json["name"] = each.name, json["at"] = each.at_ms, json["at_ms"] = each.at_ms, json["undone"] = each.undone;
  if (!each.request.empty()) json["request_id"] = each.request;
  return json;
}

// Places that are not as they were, as JSON pointers: of objects and lists the least that says it.
void collect_changes(const Json& before, const Json& after, const std::string& at, std::vector<std::string>& into) {
  if (into.size() >= changes_max || before == after) return;
  if (before.is_object() && after.is_object()) {
    for (const auto& [name, value] : after.items())
      if (!before.contains(name)) into.push_back(at + "/" + name);
      else collect_changes(before.at(name), value, at + "/" + name, into);
    for (const auto& [name, value] : before.items())
      if (!after.contains(name)) into.push_back(at + "/" + name);
  } else if (before.is_array() && after.is_array() && before.size() == after.size()) {
    for (std::size_t i = 0; i < after.size(); ++i) collect_changes(before[i], after[i], at + "/" + std::to_string(i), into);
  } else {
    into.push_back(at);
  }
}

std::string etag_of(const DeskClaim& row, const core::Lease& lease, bool unmasked) {
  return "c" + std::to_string(row.claim) + "-" + std::to_string(row.revision) + "-" + core::name_of(row.stand) + "-" +
         std::to_string(lease.token) + "-" + std::to_string(lease.until_ms) + (unmasked ? "-u" : "-m");
}

}  // namespace

Server::Kept Server::kept(const DeskClaim& row) {
  {
    const std::lock_guard lock(kept_mutex_);
    const auto found = kept_.find(row.claim);
    if (found != kept_.end() && found->second.revision == row.revision && found->second.stand == core::name_of(row.stand))
      return found->second;
  }
  Kept fresh{row.revision, core::name_of(row.stand), nullptr, take(ports_.desk.corrections(row.claim)), nullptr};
  fresh.view = std::make_shared<const core::ClaimView>(take(ports_.contents.view(row.claim, fresh.corrections)));
  fresh.claim = std::make_shared<const Json>(parsed(fresh.view->claim_json).value_or(Json::object()));
  // Somebody may have corrected it meanwhile: then what was made is of no revision.
  if (take(ports_.desk.desk_claim(row.claim)).revision != row.revision)
    throw Refusal{409, "revision_old", "案卷刚刚有改动", "The claim was changed this moment", "", "请重新载入"};
  const std::lock_guard lock(kept_mutex_);
  if (!kept_.count(row.claim)) kept_order_.push_back(row.claim);
  kept_[row.claim] = fresh;
  while (kept_order_.size() > kept_max) kept_.erase(kept_order_.front()), kept_order_.pop_front();
  return fresh;
}

bool Server::is_unmasked(const Call& call, std::int64_t claim) {
  const std::lock_guard lock(sessions_mutex_);
  const auto& unmasked = sessions_[token_hash(call.asker.token)].unmasked;
  const auto found = unmasked.find(claim);
  return found != unmasked.end() && found->second > ports_.clock.steady_ms();
}

bool Server::needs_second(const DeskClaim& row, const core::ClaimView& view, const std::string& state) const {
  return against_claimant(state).value_or(false) || view.summary.outcome == "rejected" || view.dismissed_reject ||
         (settings_.four_eyes_fen >= 0 && std::max(row.amount_fen, view.summary.amount_fen) > settings_.four_eyes_fen);
}

Json Server::claim_json(Call& call, const DeskClaim& row, const Kept& kept) {
  const core::ClaimView& view = *kept.view;
  const auto people = people_by_id();
  const auto lease = take(ports_.desk.lease(row.claim));
  const bool is_held = lease.token > 0 && lease.until_ms > now(), plain = is_unmasked(call, row.claim);
  Json corrections = Json::array();
  for (const KeptCorrection& each : kept.corrections) corrections.push_back(correction_json(each));
  Json pages = parsed(view.pages_json).value_or(Json::array());
  for (std::size_t i = 0; i < pages.size(); ++i) pages[i]["n"] = i + 1;
  const auto clear = [&](Json json) { return plain ? std::move(json) : masked(std::move(json)); };
  Json item = queue_item({row, lease, take(ports_.desk.assigned(row.claim))}, people);
  Json json = {{"id", row.claim},
               {"claim", clear(*kept.claim)},
               {"pages", std::move(pages)},
               {"corrections", clear(std::move(corrections))},
               {"revision", row.revision},
               {"lease", is_held ? lease_json(lease, call, people) : Json(nullptr)},
               {"masked", !plain},
               {"may_unmask", true},
               {"rules", parsed(view.rules_json).value_or(Json::object())},
               {"needs", clear(parsed(view.needs_json).value_or(Json::array()))},
               {"needs_total", view.needs_total},
               {"claim_id", row.claim_id},
               {"deadline", row.deadline},
               {"days_left", item["days_left"]},
               {"region_title", region_title(row)},
               {"queue", std::move(item)},
               {"files", take(ports_.contents.files(row.claim))},
               {"dpi", view.dpi},
               {"needs_second", needs_second(row, view, view.summary.state)},
               {"decision", row.decision.empty() ? Json(nullptr) : parsed(row.decision).value_or(Json(nullptr))}};
  call.response.set_header("ETag", "\"" + etag_of(row, lease, plain) + "\"");
  return json;
}

void Server::show_claim(Call& call) {
  const auto row = take(ports_.desk.desk_claim(call.number(0)));
  if (call.same(etag_of(row, take(ports_.desk.lease(row.claim)), is_unmasked(call, row.claim)))) return;
  call.answer(claim_json(call, row, kept(row)));
}

void Server::unmask(Call& call) {
  const std::string reason = call.text("reason", 2000);
  if (reason.empty()) throw Refusal{422, "reason", "请写明查看完整个人信息的原因", "Say why", "reason", ""};
  const auto row = take(ports_.desk.desk_claim(call.number(0)));
  note(call, row.claim, "unmasked", reason);  // before it is shown
  {
    const std::lock_guard lock(sessions_mutex_);
    sessions_[token_hash(call.asker.token)].unmasked[row.claim] = ports_.clock.steady_ms() + unmasked_ms;
  }
  call.answer(claim_json(call, row, kept(row)));
}

// A request that came before, and whose answer was lost on its way, is answered as if it was done now.
bool Server::answered_already(Call& call, const std::set<std::string>& requests, const DeskClaim& row) {
  if (requests.empty()) return false;
  const Kept known = kept(row);
  std::set<std::string> there;
  for (const KeptCorrection& each : known.corrections)
    if (each.person == call.asker.id()) there.insert(each.request);
  if (!std::includes(there.begin(), there.end(), requests.begin(), requests.end())) return false;
  Json json = claim_json(call, row, known);
  json["changed"] = Json::array();
  call.answer(json);
  return true;
}

void Server::correct(Call& call) {
  const auto row = take(ports_.desk.desk_claim(call.number(0)));
  const core::Held holder = held(call, row.claim);
  const int base = int(call.integer("base_revision"));
  const auto wanted = call.body.find("corrections");
  if (wanted == call.body.end() || !wanted->is_array() || wanted->empty() || wanted->size() > corrections_max)
    throw Refusal{400, "bad_request", "缺少要保存的修改", "`corrections` must be a list of 1 to 500", "corrections", ""};
  std::set<std::string> requests;
  std::vector<std::string> bodies, of_each;
  for (Json each : *wanted) {
    if (!each.is_object()) throw Refusal{400, "bad_request", "修改的格式不对", "A correction is an object", "corrections", ""};
    std::string request = call.text("request_id", 100, false);
    if (const auto own = each.find("request_id"); own != each.end() && own->is_string())
      request = own->get<std::string>().substr(0, 100);
    // Who and when is the server's to say.
    for (const char* name : {"request_id", "id", "person", "person_name", "name", "second", "at", "at_ms", "undone"})
      each.erase(name);
    if (each.value("kind", Json()) == "decision")
      throw Refusal{422, "decision", "结论请用“提交”给出", "A decision is made by submitting", "kind", ""};
    if (!request.empty()) requests.insert(request);
    of_each.push_back(request);
    bodies.push_back(dumped(each));
  }
  if (answered_already(call, requests, row)) return;
  if (base != row.revision)
    throw refusal_of({core::ErrorCode::bad_input, "The claim has changed since you looked at it", "revision", ""});
  const Kept before = kept(row);
  auto fresh = take(ports_.contents.check(row.claim, before.corrections, bodies));
  for (std::size_t i = 0; i < fresh.size() && i < of_each.size(); ++i) fresh[i].request = of_each[i];
  take(ports_.desk.correct(holder, base, fresh));
  const auto after_row = take(ports_.desk.desk_claim(row.claim));
  const Kept after = kept(after_row);
  Json json = claim_json(call, after_row, after);
  std::vector<std::string> changes;
  collect_changes(*before.claim, *after.claim, "", changes);
  json["changed"] = changes;
  events_.tell("claim", dumped({{"id", row.claim}, {"revision", after_row.revision}, {"held_by", call.asker.person.name}}));
  call.answer(json);
}

void Server::undo(Call& call) {
  const auto row = take(ports_.desk.desk_claim(call.number(0)));
  const bool in_body = call.body.contains("base_revision");
  const int base = int(in_body ? call.integer("base_revision") : call.query("base_revision", -1, -1, INT32_MAX));
  if (!in_body && base < 0) call.integer("base_revision");
  const Kept before = kept(row);
  for (const KeptCorrection& each : before.corrections)
    if (each.id == call.number(1) && each.kind == "decision")
      throw Refusal{422, "decision", "结论不能这样撤销", "A decision is not undone like this", "kind", ""};
  take(ports_.desk.undo(held(call, row.claim), base, call.number(1)));
  const auto after_row = take(ports_.desk.desk_claim(row.claim));
  const Kept after = kept(after_row);
  Json json = claim_json(call, after_row, after);
  std::vector<std::string> changes;
  collect_changes(*before.claim, *after.claim, "", changes);
  json["changed"] = changes;
  events_.tell("claim", dumped({{"id", row.claim}, {"revision", after_row.revision}, {"held_by", call.asker.person.name}}));
  call.answer(json);
}

void Server::history(Call& call) {
  Json lines = Json::array();
  for (const core::LogLine& each : take(ports_.desk.log_of_claim(call.number(0))))
    lines.push_back({{"id", each.id},
                     {"at", each.at_ms},
                     {"kind", each.kind},
                     {"subject", each.subject},
                     {"row", masked_text(each.row)},
                     {"why", each.why}});
  call.answer({{"lines", std::move(lines)}});
}

}  // namespace claimpack::review
