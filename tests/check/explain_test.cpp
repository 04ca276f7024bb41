// Why rules spoke or did not, and what other rules would change.
#include "check/explain.hpp"
#include "catch.hpp"
#include "check/made_case.hpp"
#include "check/rules.hpp"

using namespace claimpack;
using namespace claimpack::check;
using State = RuleTrace::State;

namespace {

Explanation told(const Case& the_case) {
  auto explained = explain(the_case, made::rules());
  REQUIRE(explained.ok());
  return std::move(explained).value();
}

const RuleTrace& trace(const Explanation& all, const std::string& id) {
  for (const auto& rule : all.rules)
    if (rule.id == id) return rule;
  FAIL("no rule " << id);
  return all.rules.front();
}

const FactRead& fact(const Explanation& all, const std::string& name) {
  for (const auto& read : all.facts)
    if (read.name == name) return read;
  FAIL("no fact " << name);
  return all.facts.front();
}

}  // namespace

TEST_CASE("every rule of the layers is accounted for once, and the claim is the one that check decides") {
  const auto the_case = made::inpatient();
  const auto all = told(the_case);
  CHECK(all.claim.outcome == made::decided(the_case).outcome);
  CHECK(all.day == "2024-05-20");
  REQUIRE(all.layers.size() == 2);
  CHECK(all.layers[0].id == "xiamen");
  std::size_t expected = made::rules().checks.size();
  for (const auto* pack : made::rules().layers("xiamen")) expected += pack->rules.size();
  CHECK(all.rules.size() == expected);
  for (const auto& rule : all.rules) {
    INFO(rule.id);
    CHECK_FALSE(rule.citation.empty());
    for (const auto& name : rule.facts) CHECK(fact(all, name).name == name);
  }
}

TEST_CASE("each state of a rule is told with its reason") {
  auto late = made::inpatient();
  late.intake.filing.created_on = late.intake.filing.start = "2024-03-20";
  auto all = told(late);
  const auto& self_pay = trace(all, "xiamen.late_filing.self_pay10");
  CHECK(self_pay.state == State::fired);
  CHECK(self_pay.message.find("2024-03-20") != std::string::npos);
  REQUIRE(self_pay.when.size() == 1);
  CHECK(self_pay.when[0].met == '+');
  CHECK(self_pay.when[0].text == "备案办理日期 晚于 末次就医日期");
  CHECK(self_pay.when[0].saw == "2024-03-20 / 2024-03-08");
  CHECK(trace(all, "national.filing.after_settlement").state == State::overridden);
  CHECK(trace(all, "national.filing.after_settlement").by == "xiamen.late_filing.self_pay10");

  all = told(made::inpatient());
  CHECK(trace(all, "xiamen.late_filing.self_pay10").state == State::not_met);
  CHECK(trace(all, "xiamen.inpatient.materials").state == State::met);
  CHECK(trace(all, "national.inpatient.materials").state == State::other_list);
  CHECK(trace(all, "x.name.same").state == State::quiet);
  CHECK(trace(all, "x.hosp.filed").state == State::exempted);
  CHECK(trace(all, "x.hosp.filed").by == "xiamen.filing.no_hospital");

  auto missing = made::inpatient();
  made::drop(missing, "discharge_summary");
  all = told(missing);
  CHECK(trace(all, "xiamen.inpatient.materials").state == State::fired);
  CHECK(trace(all, "xiamen.inpatient.materials").message.find("出院小结") != std::string::npos);

  auto early = made::inpatient();
  early.rules_of = "2020-01-01";
  all = told(early);
  CHECK(all.day == "2020-01-01");
  CHECK(trace(all, "national.processing.30wd").state == State::not_in_force);

  auto special = made::outpatient();
  special.intake.claim_type = "special_disease";
  CHECK(trace(told(special), "special.claim.materials").state == State::fired);
}

TEST_CASE("facts say where they were taken from") {
  auto the_case = made::inpatient();
  const auto all = told(the_case);
  const auto& created = fact(all, "filing.created_on");
  CHECK(created.known);
  CHECK(created.value == "2024-01-02");
  REQUIRE(created.sources.size() == 1);
  CHECK(created.sources[0].from == FactSource::From::intake);
  const auto& last = fact(all, "service_last");
  REQUIRE_FALSE(last.sources.empty());
  CHECK(last.sources[0].from == FactSource::From::paper);
  CHECK(last.sources[0].name == "discharge_date");
  CHECK(all.claim.documents[static_cast<std::size_t>(last.sources[0].document)].kind == "inpatient_invoice");
  CHECK(fact(all, "filing.longterm").value_title == "是");
  CHECK_FALSE(fact(all, "settled_on").known);
}

TEST_CASE("what another region or another day would change") {
  const auto the_case = made::inpatient();
  const auto here = told(the_case);
  CHECK(changes(here.claim, here.claim).empty());
  auto there = the_case;
  there.region = "beijing";
  const auto changed = changes(here.claim, told(there).claim);
  const auto has = [&](Change::Of of, const std::string& rule, bool before, bool after) {
    for (const auto& one : changed)
      if (one.of == of && one.rule == rule && one.before.empty() != before && one.after.empty() != after) return true;
    return false;
  };
  CHECK(has(Change::Of::outcome, "", true, true));
  CHECK(has(Change::Of::checklist, "prescription", false, true));
  CHECK(has(Change::Of::checklist, "inpatient_invoice", true, false));
  CHECK(has(Change::Of::finding, "beijing.manual.materials", false, true));
}

TEST_CASE("rules without a claim: lists, one of them whole, what regions ask for") {
  const auto& rules = made::rules();
  const auto all = rule_lines(rules, "", "");
  REQUIRE(all.ok());
  std::size_t count = 0;
  for (const auto& [id, pack] : rules.packs) count += pack.rules.size();
  CHECK(all.value().size() == count);
  const auto named = [](const std::vector<RuleLine>& lines, const std::string& id) {
    return std::any_of(lines.begin(), lines.end(), [&](const RuleLine& line) { return line.id == id; });
  };
  const auto nantong = rule_lines(rules, "南通市", "2022-06-01").value(),
             later = rule_lines(rules, "nantong", "2024-06-01").value();
  CHECK(named(nantong, "nantong.manual.materials"));
  CHECK_FALSE(named(later, "nantong.manual.materials"));
  CHECK(named(later, "jiangsu.inpatient.materials"));
  CHECK_FALSE(named(later, "xiamen.channel"));
  CHECK_FALSE(rule_lines(rules, "atlantis", "").ok());

  const auto whole = rule_told(rules, "xiamen.filing.validity").value();
  for (const auto* words :
       {"xiamen.yaml:", "长期备案 为 是", "首次就医日期 晚于 备案开始日期后 6 个月", "E1", "xiamen.province.exempt"})
    CHECK(whole.find(words) != std::string::npos);
  CHECK(rule_told(rules, "x.name.same").value().find("differs") != std::string::npos);
  CHECK(rule_told(rules, "xiamen.filing.validity", Tongue::en).value().find("all of:") != std::string::npos);
  const auto unknown = rule_told(rules, "xiamen.filing.valitity");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().cure.find("xiamen.filing.validity") != std::string::npos);

  const auto table = region_table(rules, "xiamen", "2024-05-20").value();
  const auto& papers = table.papers.at("inpatient");
  CHECK(std::find(papers.begin(), papers.end(), "住院医疗收费票据 · 原件 [xiamen.inpatient.materials]") != papers.end());
  CHECK(table.weights.at("x.filing.late") == "note");
  CHECK(rules.checks.at("x.filing.late").severity != core::Severity::note);
}
