// What commitment letters, injury statements and letters of authority must say, beside being signed.
#include "catch.hpp"
#include "check/made_case.hpp"

using namespace claimpack;
using namespace claimpack::check;
using core::Severity;

namespace {

using Change = void (*)(core::Document&);

// What x.sign.letters says of a claim that holds the letter: the gravest finding, or nothing.
const core::Finding* said(core::Claim& kept, const std::string& kind, Change change, double blur = 0) {
  auto made = made::inpatient();
  auto letter = made::paper(kind);
  change(letter);
  made::add(made, std::move(letter));
  made.pages.back().quality.blur = blur;
  kept = made::decided(made);
  return made::finding(kept, "x.sign.letters");
}

}  // namespace

TEST_CASE("a letter that is signed and complete is not spoken of") {
  core::Claim kept;
  for (const char* kind : {"commitment_letter", "injury_statement", "authorization_letter"}) {
    INFO(kind);
    CHECK_FALSE(said(kept, kind, [](core::Document&) {}));
  }
}

TEST_CASE("what a letter does not say is named in one line, all of it") {
  struct Row {
    const char *kind, *what;
    Change change;
  };
  const Row rows[] = {
      {"commitment_letter", "姓名", [](core::Document& d) { d.fields.erase("name"); }},
      {"commitment_letter", "公民身份号码", [](core::Document& d) { d.fields.erase("id_number"); }},
      {"commitment_letter", "日期", [](core::Document& d) { d.fields.erase("issue_date"); }},
      {"injury_statement", "日期", [](core::Document& d) { d.fields.erase("issue_date"); }},
      {"injury_statement", "受伤时间", [](core::Document& d) { d.fields.erase("injury_time"); }},
      {"injury_statement", "受伤地点", [](core::Document& d) { d.fields.erase("injury_place"); }},
      {"injury_statement", "受伤经过", [](core::Document& d) { d.fields.erase("injury_course"); }},
      {"injury_statement", "公民身份号码、日期、受伤时间、受伤地点、受伤经过",
       [](core::Document& d) {
         d.fields = {{"name", made::field(made::claimant)}};
       }},
      {"authorization_letter", "委托人姓名、受托人姓名", [](core::Document& d) { d.fields.clear(); }},
  };
  for (const auto& [kind, what, change] : rows) {
    core::Claim kept;
    INFO(kind << " " << what);
    const auto* finding = said(kept, kind, change);
    REQUIRE(finding);
    INFO(made::told(kept));
    CHECK(finding->severity == Severity::supplement);
    CHECK(finding->message.find(std::string("没有写明") + what + "，") != std::string::npos);
    CHECK(finding->cure.find(what) != std::string::npos);
    // The same of a page that may have lost it is a question.
    core::Claim poor;
    const auto* question = said(poor, kind, change, 0.9);
    REQUIRE(question);
    CHECK(question->severity == Severity::review);
    CHECK(question->cure.empty());
  }
}

TEST_CASE("what stands there and cannot be read is a question, not a demand") {
  for (const auto why : {core::Absence::illegible, core::Absence::not_found, core::Absence::not_printed}) {
    auto made = made::inpatient();
    auto letter = made::paper("injury_statement");
    letter.fields.erase("injury_place");
    letter.absent["injury_place"] = why;
    made::add(made, std::move(letter));
    const auto claim = made::decided(made);
    const auto* finding = made::finding(claim, "x.sign.letters");
    REQUIRE(finding);
    CHECK(finding->severity == (why == core::Absence::illegible ? Severity::review : Severity::supplement));
    CHECK(finding->message.find("受伤地点") != std::string::npos);
  }
}

TEST_CASE("running words say it too") {
  core::Claim kept;
  CHECK_FALSE(said(kept, "injury_statement", [](core::Document& d) {
    d.fields = {{"issue_date", made::field("2024-03-08")}};
    d.all_text = "本人江小渝，身份证号" + made::claimant_number() +
                 "，于2024年3月3日下楼时在楼梯上摔倒，左腕着地。\n以上属实。\n江小渝\n2024年3月8日";
  }));
  // A name that was not read, beside the writer's own number, is a question.
  const auto* misread = said(kept, "commitment_letter", [](core::Document& d) {
    d.fields.erase("name");
    d.all_text = "本人氵小俞．身份证号码" + made::claimant_number() + "，现申请办理异地就医备案。";
  });
  REQUIRE(misread);
  CHECK(misread->severity == Severity::review);
  // A date somewhere may be the letter's own: a person says so.
  const auto* undated = said(kept, "commitment_letter", [](core::Document& d) {
    d.fields.erase("issue_date");
    d.all_text = "备案自2024年3月1日起。";
  });
  REQUIRE(undated);
  CHECK(undated->severity == Severity::review);
  // The day of the letter alone is not the day of the injury.
  const auto* untimed = said(kept, "injury_statement", [](core::Document& d) {
    d.fields.erase("injury_time");
    d.all_text = "本人在家中摔倒。\n2024年3月8日";
  });
  REQUIRE(untimed);
  CHECK(untimed->severity == Severity::supplement);
  CHECK(untimed->message.find("受伤时间") != std::string::npos);
}
