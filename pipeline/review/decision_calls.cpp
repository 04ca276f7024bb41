// Decisions, the second pair of eyes, and the packets that follow.
#include "review/server.hpp"
#include "review/state_words.hpp"

namespace claimpack::review {

using core::DeskClaim;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;
using core::Stand;

namespace {

constexpr int working_days = 30;  // within which a claim is decided
constexpr int tend_once_max = 200;

bool of_the_machine(const Error& error) { return error.code == ErrorCode::disk; }

std::string outbox_body(const DeskClaim& row, std::int64_t packet, const std::vector<std::string>& files,
                        const std::string& first, const std::string& second, std::int64_t at_ms) {
  return dumped({{"claim", row.claim},
                 {"claim_id", row.claim_id},
                 {"name", row.name},
                 {"round", row.round},
                 {"region", row.region},
                 {"claim_type", row.claim_type},
                 {"outcome", row.outcome},
                 {"state", row.state},
                 {"packet", packet},
                 {"files", files},
                 {"decided_by", first},
                 {"second_by", second},
                 {"at", at_ms}});
}

}  // namespace

void Server::submit(Call& call) {
  const auto row = take(ports_.desk.desk_claim(call.number(0)));
  const core::Held holder = held(call, row.claim);
  const int base = int(call.integer("base_revision"));
  const Kept known = kept(row);
  std::string state = known.view->summary.state, decision;
  if (const auto wanted = call.body.find("decision"); wanted != call.body.end() && !wanted->is_null()) {
    if (!wanted->is_object() || !wanted->contains("state") || !wanted->at("state").is_string())
      throw Refusal{400, "bad_request", "结论的格式不对", "`decision` must be {state, reason} or null", "decision", ""};
    state = wanted->at("state").get<std::string>();
    const auto reason = wanted->value("reason", Json(""));
    const auto against = against_claimant(state);
    if (!against) throw Refusal{422, "state", "没有这种结论", "There is no such state", state, ""};
    if (*against && (!reason.is_string() || reason.get<std::string>().empty()))
      throw Refusal{422, "reason", "对参保人不利的结论须写明理由", "Say why: it is against the claimant", "reason", ""};
    Json body = {{"kind", "decision"}, {"state", state}};
    if (reason.is_string()) body["reason"] = reason;
    const auto fit = take(ports_.contents.check(row.claim, known.corrections, {dumped(body)}));
    decision = fit.empty() ? dumped(body) : fit.front().body;
  }
  const bool second = needs_second(row, *known.view, state);
  take(ports_.desk.decide(holder, base, decision, second));
  queue_changed(row.claim);
  if (second) return call.answer({{"state", "waiting_second"}, {"packet", nullptr}});
  call.answer(pack_decided(row.claim));
}

void Server::second(Call& call) {
  const auto agree = call.yes_or_no("agree");
  if (!agree) throw Refusal{400, "bad_request", "请说明是否同意", "`agree` must be true or false", "agree", ""};
  const std::string reason = call.text("reason", 2000, *agree ? false : true);
  if (!*agree && reason.empty()) throw Refusal{422, "reason", "不同意须写明理由", "Say why", "reason", ""};
  take(ports_.desk.second(held(call, call.number(0)), *agree, reason));
  queue_changed(call.number(0));
  if (!*agree) return call.answer({{"state", "waiting"}, {"packet", nullptr}});
  call.answer(pack_decided(call.number(0)));
}

// What is decided is in the ledger: a packet that cannot be made now is made by tend(), after a restart too.
Json Server::pack_decided(std::int64_t claim) {
  const auto made = make_packet(claim);
  if (!made) {
    tell_("A packet could not be made and is tried again: " + core::sentence(made.error()));
    return {{"state", "packing"}, {"packet", nullptr}};
  }
  return {{"state", "packed"},
          {"packet",
           {{"packet", made.value().packet},
            {"files", made.value().files},
            {"outcome", made.value().summary.outcome},
            {"state", made.value().summary.state}}}};
}

Result<core::MadeAgain> Server::make_packet(std::int64_t claim) {
  {
    std::unique_lock lock(packing_mutex_);
    packing_ended_.wait(lock, [&] { return packing_.count(claim) == 0; });
    packing_.insert(claim);
  }
  const auto make = [&]() -> Result<core::MadeAgain> {
    const auto row = ports_.desk.desk_claim(claim);
    if (!row) return row.error();
    if (row.value().stand != Stand::packing) return core::MadeAgain{0, {}, row.value()};  // another thread was faster
    const auto corrections = ports_.desk.corrections(claim);
    if (!corrections) return corrections.error();
    auto made = ports_.contents.repack(claim, corrections.value());
    if (!made) return made.error();
    DeskClaim result = made.value().summary;
    result.claim = claim, result.name = row.value().name, result.round = row.value().round;
    std::string first, second;
    if (const auto people = ports_.desk.people())
      for (const core::Person& each : people.value()) {
        if (each.id == row.value().decided_by) first = each.login;
        if (each.id == row.value().second_by) second = each.login;
      }
    const std::string body = outbox_body(result, made.value().packet, made.value().files, first, second, now());
    if (const auto entered = ports_.desk.packed(result, body); !entered) return entered.error();
    if (const auto drawn = draw_samples(row.value()); !drawn) return drawn.error();
    return made;
  };
  auto made = make();
  {
    const std::lock_guard lock(packing_mutex_);
    packing_.erase(claim);
    packing_ended_.notify_all();
  }
  stop_.notify_all();  // the outbox has something
  events_.tell("claim", dumped({{"id", claim}, {"packed", made.ok()}}));
  events_.tell("dashboard", "{}");
  return made;
}

Result<int> Server::tend() {
  int done = 0;
  const auto fresh = ports_.desk.unqueued(tended_, tend_once_max);
  if (!fresh) return fresh.error();
  for (const core::PacketRecord& packet : fresh.value().packets) {
    const auto ledger = ports_.shelf.claim(packet.claim);
    if (!ledger) return ledger.error();
    auto found = ports_.contents.summary(packet);
    if (!found && of_the_machine(found.error())) return found.error();
    DeskClaim row = found ? std::move(found).value() : DeskClaim{};
    if (!found) {
      row.claim_id = packet.claim_id, row.outcome = "review", row.state = "received";
      row.reasons = {{"unreadable", core::sentence_zh(found.error()), "review"}};
    }
    row.claim = packet.claim, row.round = packet.round, row.name = ledger.value().name;
    // At the counter is a word of its own here; what is left of the ledger's priority is its inbox's.
    row.counter = ledger.value().priority >= core::counter_priority;
    row.priority = ledger.value().priority % core::counter_priority, row.opened_at_ms = ledger.value().opened_at_ms;
    if (row.pages == 0) row.pages = int(packet.pages.size());
    row.stand = row.outcome == "complete" ? Stand::automatic : Stand::waiting;
    if (row.deadline.empty()) {
      const auto day = core::add_days({1970, 1, 1}, int((row.opened_at_ms + 8 * 3'600'000LL) / 86'400'000LL));
      row.deadline = core::format_date(ports_.calendar.after(day, working_days).day);
    }
    if (row.stand == Stand::automatic) {
      std::vector<std::string> files;
      for (const auto& each : packet.files) files.push_back(each.name);
      row.decision = outbox_body(row, packet.id, files, "", "", now());
    }
    if (const auto entered = ports_.desk.enqueue(row); !entered) return entered.error();
    if (row.stand == Stand::automatic)
      if (const auto drawn = draw_samples(row); !drawn) return drawn.error();
    queue_changed(packet.claim);
    events_.tell("desk", dumped({{"claim", packet.claim}}));
    ++done;
  }
  tended_ = fresh.value().up_to;
  if (done > 0) events_.tell("dashboard", "{}"), stop_.notify_all();
  const auto decided = ports_.desk.packing();
  if (!decided) return decided.error();
  for (const DeskClaim& row : decided.value()) {
    {
      const std::lock_guard lock(packing_mutex_);
      if (packing_.count(row.claim)) continue;
    }
    const auto made = make_packet(row.claim);
    if (made) ++done;
    else if (of_the_machine(made.error())) return made.error();
    else tell_("The packet of a decided claim cannot be made: " + core::sentence(made.error()));
  }
  return done;
}

}  // namespace claimpack::review
