#include "pack/notice_data.hpp"

#include "catch.hpp"

namespace claimpack::pack {
namespace {

const std::string line = "decision\tjiangsu\toutpatient,emergency\t1000\t5w\t20w\tcomplete\t2023-01-01\tr\tcitation\n";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("time limits: a line says all that it must") {
  const auto limits = parse_time_limits("# comment\n" + line, "limits.tsv");
  REQUIRE(limits.ok());
  REQUIRE(limits.value().size() == 1);
  const TimeLimit& limit = limits.value()[0];
  CHECK(limit.pack == "jiangsu");
  CHECK(limit.claim_types == std::vector<std::string>{"outpatient", "emergency"});
  CHECK(limit.total_below == 100000);
  CHECK(limit.days == 5);
  CHECK(limit.at_most == 20);
  CHECK(limit.working);
  CHECK(limit.from == TimeLimit::From::complete);
  const std::pair<const char*, const char*> faults[] = {
      {"decision", "verdict"}, {"1000", "much"}, {"1000", "-5"},    {"5w", "5"},         {"5w", "0w"},       {"5w", "500w"},
      {"20w", "20d"},          {"20w", "4w"},    {"complete", "x"}, {"2023-01-01", "x"}, {"\tcitation", ""}, {"\tr\t", "\t\t"}};
  for (const auto& [what, by] : faults) {
    INFO(what << " → " << by);
    const auto wrong = parse_time_limits("# comment\n" + replaced(line, what, by), "limits.tsv");
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().place == "limits.tsv:2");
    CHECK(!wrong.error().cure.empty());
  }
}

TEST_CASE("questions to hospitals: one a rule") {
  CHECK(parse_questions("a\tb\nc\td\n", "q.tsv").value().size() == 2);
  for (const char* wrong : {"a\tb\na\tc\n", "x\ty\na\n", "x\ty\n\tb\n", "x\ty\na\tb\tc\n"}) {
    const auto questions = parse_questions(wrong, "q.tsv");
    REQUIRE_FALSE(questions.ok());
    CHECK(questions.error().place == "q.tsv:2");
  }
}

TEST_CASE("notices' data that is not there is named") {
  const auto data = load_notice_data("/no/such/folder");
  REQUIRE_FALSE(data.ok());
  CHECK(data.error().code == core::ErrorCode::missing_part);
}

}  // namespace claimpack::pack
