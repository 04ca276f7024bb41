#include "check/conditions.hpp"

#include "catch.hpp"
#include "check/rule_file.hpp"

using namespace claimpack;
using namespace claimpack::check;

namespace {

Truth truth(const std::string& yaml, const Facts& facts) {
  std::vector<core::Error> faults;
  Faults file(faults, "test.yaml");
  const auto condition = read_condition(YAML::Load(yaml), file);
  INFO(yaml);
  REQUIRE(faults.empty());
  return holds(condition, facts);
}

}  // namespace

TEST_CASE("conditions have three values") {
  const Facts facts{{"claim_type", "inpatient"}, {"filing.start", "2024-01-31"}, {"service_first", "2024-08-01"},
                    {"stay_total", "30000.00"},  {"flags.trauma", "false"},      {"treatment.region", "福建省漳州市"}};
  struct Line {
    const char* condition;
    Truth expected;
  };
  const Line lines[] = {
      {"{fact: claim_type, eq: inpatient}", Truth::yes},
      {"{fact: claim_type, ne: inpatient}", Truth::no},
      {"{fact: claim_type, in: [outpatient, inpatient]}", Truth::yes},
      {"{fact: claim_type, not_in: [outpatient, maternity]}", Truth::yes},
      {"{fact: claim_type, not_in: [outpatient, inpatient]}", Truth::no},
      {"{fact: submitter, eq: self}", Truth::unknown},
      {"{fact: submitter, ne: self}", Truth::unknown},
      {"{fact: submitter, known: true}", Truth::no},
      {"{fact: submitter, known: false}", Truth::yes},
      {"{not: {fact: submitter, eq: self}}", Truth::unknown},
      {"{not: {fact: flags.trauma, eq: true}}", Truth::yes},
      {"{all: [{fact: submitter, eq: self}, {fact: flags.trauma, eq: true}]}", Truth::no},
      {"{all: [{fact: submitter, eq: self}, {fact: flags.trauma, eq: false}]}", Truth::unknown},
      {"{any: [{fact: submitter, eq: self}, {fact: flags.trauma, eq: false}]}", Truth::yes},
      {"{any: [{fact: submitter, eq: self}, {fact: flags.trauma, eq: true}]}", Truth::unknown},
      {"{fact: service_first, after: {fact: filing.start, plus_months: 6}}", Truth::yes},  // 2024-07-31
      {"{fact: service_first, not_after: {fact: filing.start, plus_months: 6}}", Truth::no},
      {"{fact: service_first, before: {fact: filing.start, plus_months: 6, plus_days: 2}}", Truth::yes},
      {"{fact: service_first, not_before: 2024-08-01}", Truth::yes},
      {"{fact: service_first, after: {fact: filing.end}}", Truth::unknown},
      {"{fact: filing.start, before: {fact: service_first, plus_working_days: 3}}", Truth::yes},
      {"{fact: service_first, not_before: {fact: filing.start, next_month: true}}", Truth::yes},  // the first of the month after
      {"{fact: filing.start, before: {fact: filing.start, next_month: true}}", Truth::yes},
      {"{fact: stay_total, ge: 30000}", Truth::yes},
      {"{fact: stay_total, gt: 30000}", Truth::no},
      {"{fact: stay_total, lt: 100000}", Truth::yes},  // numbers, not strings
      {"{fact: stay_total, le: 9}", Truth::no},
      {"{fact: treatment.region, contains_any: [三明, 漳州]}", Truth::yes},
      {"{fact: treatment.region, contains_any: [三明, 南平]}", Truth::no},
  };
  for (const auto& [condition, expected] : lines) {
    INFO(condition);
    CHECK(truth(condition, facts) == expected);
  }
}
