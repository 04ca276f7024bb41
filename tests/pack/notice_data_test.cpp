#include "pack/notice_data.hpp"

#include "catch.hpp"

namespace claimpack::pack {
namespace {

const std::string line = "decision\tjiangsu\toutpatient,emergency\t1000\t5w\t20w\tcomplete\t2023-01-01\tr\tcitation\n";

// The project's own templates/notices.
std::shared_ptr<const NoticeData> project_data() {
  auto data = load_notice_data(CLAIMPACK_SOURCE "/templates/notices");
  REQUIRE(data.ok());
  return data.value();
}

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

TEST_CASE("leads: rule, words, matter and basis") {
  const auto read = parse_transfers("# x\na\t-\tb\tc\na\tword\tb\tc\n", "t.tsv");
  REQUIRE(read.ok());
  CHECK(read.value()[0].words.empty());
  CHECK(read.value()[1].words == "word");
  for (const char* wrong : {"a\t-\tb\tc\na\tb\n", "a\t-\tb\tc\na\t\tb\tc\n", "a\t-\tb\tc\na\t-\tb\tc\td\n"}) {
    const auto transfers = parse_transfers(wrong, "t.tsv");
    REQUIRE_FALSE(transfers.ok());
    CHECK(transfers.error().place == "t.tsv:2");
  }
}

TEST_CASE("rights: the law of the letter's day") {
  const auto data = project_data();
  CHECK(rights_on(*data, "2023-12-31").citation.find("《行政复议法》第九条") != std::string::npos);
  for (const char* day : {"2024-01-01", "2026-11-25", ""}) {
    const auto rights = rights_on(*data, day);
    CHECK(rights.citation.find("《行政复议法》第二十条") != std::string::npos);
    CHECK(rights.citation.find("《行政诉讼法》第四十六条") != std::string::npos);
    CHECK(rights.review_days == 60);
    CHECK(rights.action_months == 6);
  }
  for (const char* wrong : {"-\t60\t6\tc\n-\t60\t6\tc\n", "-\t60\t6\tc\n2024-13-01\t60\t6\tc\n",
                            "-\t60\t6\tc\n2024-01-01\tx\t6\tc\n", "-\t60\t6\tc\n2024-01-01\t60\t6\n"}) {
    const auto rights = parse_rights(wrong, "r.tsv");
    REQUIRE_FALSE(rights.ok());
    CHECK(rights.error().place == "r.tsv:2");
  }
}

TEST_CASE("errands: where papers come from and faults are mended") {
  const auto data = project_data();
  CHECK(errand_for(*data, "expense_list") == Errand::cashier);
  CHECK(errand_for(*data, "identity_card") == Errand::self);
  CHECK(errand_for_fault(*data, "x.sign.physician", Errand::self) == Errand::physician);
  CHECK(errand_for_fault(*data, "x.bill.seals", Errand::cashier) == Errand::cashier);
  for (const char* wrong : {"paper\ta\tself\npaper\ta\tagency\n", "paper\ta\tself\nfault\tb\tnowhere\n",
                            "paper\ta\tself\nother\tb\tself\n", "paper\ta\tself\npaper\tb\n"}) {
    const auto places = parse_errands(wrong, "e.tsv");
    REQUIRE_FALSE(places.ok());
    CHECK(places.error().place == "e.tsv:2");
  }
}

TEST_CASE("notices' data that is not there is named") {
  const auto data = load_notice_data("/no/such/folder");
  REQUIRE_FALSE(data.ok());
  CHECK(data.error().code == core::ErrorCode::missing_part);
}

}  // namespace claimpack::pack
