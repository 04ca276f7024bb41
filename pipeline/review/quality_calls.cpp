// Samples, error rates with their bounds, the dashboard, and what the station knows of rules and templates.
#include <algorithm>

#include "core/calibration.hpp"
#include "core/dates.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "review/reason_words.hpp"
#include "review/secrets.hpp"
#include "review/server.hpp"

namespace claimpack::review {

using core::Done;
using core::Result;
using core::Sample;

namespace {

constexpr std::int64_t day_ms = 86'400'000LL;
constexpr std::size_t samples_of_a_claim_max = 12;

// Two people write one value in more than one way.
std::string normal(const std::string& value) {
  const std::string plain = core::without_blanks(core::fold_width(value));
  if (const auto money = core::parse_money(plain)) return core::format_money(*money);
  if (const auto day = core::parse_date(plain)) return core::format_date(*day);
  std::string lower;
  for (const char c : plain) lower += char(std::tolower(static_cast<unsigned char>(c)));
  return core::simplify(lower);
}

int page_number(const Json& pages, const std::string& file, int page) {
  for (std::size_t i = 0; i < pages.size(); ++i)
    if (pages[i].value("file", "") == file && pages[i].value("page", 1) == page) return int(i) + 1;
  return 0;
}

std::string box_text(const Json& box) {
  std::string text;
  for (const Json& each : box) text += (text.empty() ? "" : ",") + std::to_string(int(each.get<double>()));
  return text;
}

std::array<int, 4> box_in(const std::string& text) {
  std::array<int, 4> box{};
  std::sscanf(text.c_str(), "%d,%d,%d,%d", &box[0], &box[1], &box[2], &box[3]);
  return box;
}

double bound(std::int64_t taken, std::int64_t wrong) { return taken > 0 ? core::wrong_share_max(int(taken), int(wrong)) : 1.0; }

// Every value of the claim that stands somewhere on a page.
template <class Each>
void each_value(const Json& claim, const Json& pages, const Each& each) {
  const auto look = [&](const Json& document, const std::string& name, const Json& value) {
    if (!value.is_object() || !value.contains("box") || !value.contains("value") || !value.at("value").is_string()) return;
    const Json& box = value.at("box");
    if (!box.is_array() || box.size() != 4) return;
    // A document's pages may lie in several files; the value says which page, and may say which file.
    const int page = value.value("page", 1);
    std::string file = value.value("file", "");
    for (const Json& at : document.value("pages", Json::array()))
      if (file.empty() && at.value("page", 1) == page) file = at.value("file", "");
    if (const int n = page_number(pages, file, page)) each(name, value, n);
  };
  for (const Json& document : claim.value("documents", Json::array())) {
    const Json fields = document.value("fields", Json::object());
    for (const auto& [name, value] : fields.items()) look(document, name, value);
    const Json items = document.value("items", Json::array());
    for (std::size_t row = 0; row < items.size(); ++row)
      for (const auto& [name, value] : items[row].items()) look(document, "items." + name, value);
  }
}

}  // namespace

// Which values are drawn is settled by the claim and the value alone: nobody can choose, and twice is as once.
Result<Done> Server::draw_samples(const core::DeskClaim& row) {
  if (settings_.sample_share <= 0 && settings_.second_share <= 0 && settings_.second_fields.empty()) return Done{};
  const auto corrections = ports_.desk.corrections(row.claim);
  if (!corrections) return corrections.error();
  const auto view = ports_.contents.view(row.claim, corrections.value());
  if (!view) return Done{};  // it cannot be shown: nothing can be asked about it
  const Json claim = parsed(view.value().claim_json).value_or(Json::object()),
             pages = parsed(view.value().pages_json).value_or(Json::array());
  std::map<std::string, std::int64_t> typed_by;
  for (const core::KeptCorrection& each : corrections.value())
    if (each.kind == "set_field" && !each.undone)
      typed_by[parsed(each.body).value_or(Json::object()).value("field", "")] = each.person;
  std::vector<Sample> drawn;
  each_value(claim, pages, [&](const std::string& field, const Json& value, int n) {
    const bool by_person = value.value("source", "") == "reviewer";
    const auto typed = typed_by.find(field);
    if (by_person ? typed == typed_by.end() : !value.value("accepted", false)) return;
    const double lot = share_of(std::to_string(row.claim) + "/" + std::to_string(row.round) + "/" + field + "/" +
                                std::to_string(n) + "/" + box_text(value.at("box")));
    const auto own_share = settings_.second_fields.find(field);
    const double second = own_share == settings_.second_fields.end() ? settings_.second_share : own_share->second;
    if (lot >= (by_person ? second : settings_.sample_share) || drawn.size() >= samples_of_a_claim_max) return;
    Sample sample;
    sample.kind = by_person ? Sample::Kind::second : Sample::Kind::blind;
    sample.claim = row.claim, sample.n = n, sample.box = box_text(value.at("box"));
    sample.field = field, sample.title = value.value("title", field), sample.expected = value.at("value").get<std::string>();
    if (by_person) sample.first_by = typed->second;
    drawn.push_back(std::move(sample));
  });
  return drawn.empty() ? Result<Done>(Done{}) : ports_.desk.add_samples(drawn);
}

void Server::next_sample(Call& call) {
  const auto found = take(ports_.desk.next_sample(call.asker.id()));
  if (!found) return call.nothing();
  const auto box = box_in(found->box);
  call.answer({{"id", found->id},
               {"kind", "blind"},  // whether its answer is known already is not told
               {"claim", found->claim},
               {"n", found->n},
               {"box", box},
               {"field", found->field},
               {"title", found->title},
               {"crop", "/api/claims/" + std::to_string(found->claim) + "/pages/" + std::to_string(found->n) +
                            "/crop.jpg?x=" + std::to_string(box[0]) + "&y=" + std::to_string(box[1]) +
                            "&w=" + std::to_string(box[2]) + "&h=" + std::to_string(box[3])}});
}

void Server::answer_sample(Call& call) {
  const std::string value = call.yes_or_no("absent").value_or(false) ? "" : call.text("value", 4000);
  const auto asked = take(ports_.desk.sample(call.number(0)));
  const bool right = normal(value) == normal(asked.expected);
  // Of two people who read the same place differently one is wrong: a senior says which, on the claim itself.
  const std::string differs = "二次录入不一致：第 " + std::to_string(asked.n) + " 页（" + asked.field + "）";
  const auto answered = take(ports_.desk.answer(asked.id, call.asker.id(), value, right, differs));
  if (asked.kind == Sample::Kind::second && !right) queue_changed(asked.claim);
  // What machine and person read alike is asked again now and then, as one whose answer is known.
  if (answered.kind == Sample::Kind::blind && right && share_of("known/" + std::to_string(answered.id)) < settings_.known_share) {
    Sample known = answered;
    known.kind = Sample::Kind::known, known.first_by = call.asker.id();
    known.answered_by = 0, known.answered_at_ms = 0, known.answer.clear(), known.right = false;
    take(ports_.desk.add_samples({known}));
  }
  call.answer({{"ok", true}});
}

void Server::quality(Call& call) {
  const auto counts = take(ports_.desk.quality());
  const auto people = people_by_id();
  Json fields = Json::array(), persons = Json::array(), of_both = Json::array();
  for (const core::Counted& each : counts.people_fields) {
    const auto tab = each.key.find('\t');
    const std::int64_t id = std::stoll(each.key.substr(0, tab));
    const auto who = people.find(id);
    of_both.push_back({{"id", id},
                       {"name", who == people.end() ? "" : who->second.name},
                       {"field", each.key.substr(tab + 1)},
                       {"answered", each.taken},
                       {"wrong", each.wrong},
                       {"wrong_share_max", bound(each.taken, each.wrong)}});
  }
  for (const core::Counted& each : counts.fields)
    fields.push_back({{"field", each.key},
                      {"sampled", each.taken},
                      {"wrong", each.wrong},
                      {"wrong_share_max", bound(each.taken, each.wrong)}});
  for (const core::Counted& each : counts.people) {
    const std::int64_t id = std::stoll(each.key);
    const auto who = people.find(id);
    persons.push_back({{"id", id},
                       {"name", who == people.end() ? "" : who->second.name},
                       {"answered", each.taken},
                       {"wrong", each.wrong},
                       {"wrong_share_max", bound(each.taken, each.wrong)}});
  }
  call.answer({{"fields", std::move(fields)},
               {"people", std::move(persons)},
               {"people_fields", std::move(of_both)},
               {"sampled", counts.sampled},
               {"wrong", counts.wrong},
               {"wrong_share_max", counts.sampled ? Json(bound(counts.sampled, counts.wrong)) : Json(nullptr)},
               {"open", counts.open},
               {"settings",
                {{"sample_share", settings_.sample_share},
                 {"second_share", settings_.second_share},
                 {"second_fields", Json(settings_.second_fields)},
                 {"known_share", settings_.known_share}}}});
}

// What the rules of all regions say, by the rules' names; read once.
const std::map<std::string, std::string>& Server::rule_messages() {
  static constexpr const char* name = "id";
  std::call_once(rules_once_, [&] {
    std::set<std::string> regions = {settings_.region};
    for (const auto& [id, title] : settings_.regions) regions.insert(id);
    for (const std::string& region : regions) {
      const auto text = ports_.contents.rules(region);
      if (!text) continue;
      const Json known = parsed(text.value()).value_or(Json::object()).value("rules", Json::array());
      for (const Json& rule : known)
        if (rule.is_object() && rule.contains(name)) rule_messages_.emplace(rule.value(name, ""), rule.value("message", ""));
    }
  });
  return rule_messages_;
}

// Counted by the rule and what it misses; what differs from claim to claim stays out of the words.
Json Server::supplement_reasons(const core::DeskFigures& figures) {
  constexpr std::size_t shown_max = 12;
  const auto& messages = rule_messages();
  std::map<std::pair<std::string, std::string>, std::int64_t> counted;
  for (const auto& [reason, count] : figures.supplements) {
    const auto known = messages.find(reason.code);
    counted[{reason.code, reason_words(known == messages.end() ? "" : known->second, reason.title)}] += count;
  }
  std::vector<std::pair<std::pair<std::string, std::string>, std::int64_t>> sorted(counted.begin(), counted.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > shown_max) sorted.resize(shown_max);
  Json reasons = Json::array();
  for (const auto& [reason, count] : sorted)
    reasons.push_back({{"code", reason.first}, {"title", masked_text(reason.second)}, {"count", count}});
  return reasons;
}

void Server::dashboard(Call& call) {
  const int days = int(call.query("days", 30, 1, 366));
  const auto figures = take(ports_.desk.figures(now(), days));
  const auto counts = take(ports_.desk.quality());
  const std::int64_t at = now();
  static constexpr int edges[] = {0, 1, 3, 7, 14, 30, 60};
  Json ages = Json::array(), minutes = Json::array(), fields = Json::array(), hospitals = Json::array();
  for (std::size_t i = 0; i < std::size(edges); ++i) {
    const bool last = i + 1 == std::size(edges);
    const auto count = std::count_if(figures.waiting_since_ms.begin(), figures.waiting_since_ms.end(), [&](std::int64_t since) {
      const auto age = (at - since) / day_ms;
      return age >= edges[i] && (last || age < edges[i + 1]);
    });
    ages.push_back({{"from_days", edges[i]}, {"to_days", last ? Json(nullptr) : Json(edges[i + 1])}, {"count", count}});
  }
  for (const auto& [minute, pages] : figures.pages_by_minute) minutes.push_back({{"at", minute * 60'000}, {"pages", pages}});
  for (const auto& [field, count] : figures.fields) fields.push_back({{"field", field}, {"count", count}});
  for (const auto& [hospital, count] : figures.hospitals) hospitals.push_back({{"hospital", hospital}, {"count", count}});
  Json series = {{"days", Json::array()},
                 {"arrivals", Json::array()},
                 {"packed", Json::array()},
                 {"automatic", Json::array()},
                 {"pages", Json::array()}};
  for (const core::DayFigures& each : figures.days) {
    series["days"].push_back(core::format_date(core::add_days({1970, 1, 1}, int(each.day))));
    series["arrivals"].push_back(each.arrivals), series["packed"].push_back(each.packed);
    series["automatic"].push_back(each.automatic), series["pages"].push_back(each.pages);
  }
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole ? Json(double(part) / double(whole)) : Json(nullptr);
  };
  Json people = Json::array();
  for (const auto& [id, who] : people_by_id()) {
    Json json = {{"id", id}, {"login", who.login}, {"name", who.name}, {"role", core::name_of(who.role)}, {"active", who.active}};
    for (const auto& [person, count] : figures.corrections)
      if (person == id) json["corrections"] = count;
    for (const auto& [person, count] : figures.decided)
      if (person == id) json["decided"] = count;
    people.push_back(std::move(json));
  }
  call.answer({{"now", at},
               {"numbers",
                {{"in_today", figures.in_today},
                 {"waiting", figures.waiting},
                 {"oldest_days", figures.oldest_at_ms ? (at - figures.oldest_at_ms) / day_ms : 0},
                 {"oldest_at", figures.oldest_at_ms ? Json(figures.oldest_at_ms) : Json(nullptr)},
                 {"untouched_share", share(figures.automatic, figures.claims)},
                 {"true_error", share(counts.wrong, counts.sampled)},
                 {"true_error_max", counts.sampled ? Json(bound(counts.sampled, counts.wrong)) : Json(nullptr)},
                 {"sampled", counts.sampled},
                 {"overdue", figures.overdue}}},
               {"backlog_by_age", std::move(ages)},
               {"series", std::move(series)},
               {"pages_per_minute", std::move(minutes)},
               {"corrections_by_field", std::move(fields)},
               {"corrections_by_hospital", std::move(hospitals)},
               {"supplement_reasons", supplement_reasons(figures)},
               {"people", std::move(people)}});
}

void Server::rules(Call& call) {
  const std::string region = call.query("region");
  call.answer(parsed(take(ports_.contents.rules(region.empty() ? settings_.region : region))).value_or(Json::object()));
}

void Server::templates(Call& call) { call.answer(parsed(take(ports_.contents.templates())).value_or(Json::object())); }

void Server::draft_template(Call& call) {
  call.text("kind", 100);
  if (!call.body.contains("marks") || !call.body.at("marks").is_array())
    throw Refusal{400, "bad_request", "请先标出要读的位置", "`marks` must be a list", "marks", ""};
  call.answer(parsed(take(ports_.contents.draft_template(dumped(call.body)))).value_or(Json::object()));
}

// What people had to read by hand on one hospital's paper again and again.
void Server::template_proposals(Call& call) {
  constexpr int drawn_max = 2000;
  const auto drawn = take(ports_.desk.drawn_corrections(drawn_max));
  call.answer(parsed(take(ports_.contents.propose_templates(drawn))).value_or(Json::object()));
}

void Server::save_template(Call& call) {
  call.text("yaml", 1 << 20);
  const std::string saved = take(ports_.contents.save_template(dumped(call.body)));
  note(call, 0, "template saved", call.text("name", 200, false));
  call.answer(parsed(saved).value_or(Json::object()));
}

}  // namespace claimpack::review
