#include "catch.hpp"
#include "check/made_case.hpp"

using namespace claimpack;
using namespace claimpack::check;
using core::ChecklistItem;
using core::Outcome;
using core::Severity;

TEST_CASE("a complete and consistent claim of Xiamen is complete and quiet") {
  for (const auto& the_case : {made::inpatient(), made::outpatient()}) {
    const auto claim = made::decided(the_case);
    INFO(made::told(claim));
    CHECK(claim.outcome == Outcome::complete);
    CHECK(claim.findings.empty());
    CHECK(claim.pay.empty());
    CHECK(claim.region == "xiamen");
    CHECK(claim.region_title == "厦门市");
    REQUIRE(claim.checklist.size() >= 4);
    for (const auto& item : claim.checklist)
      CHECK((item.status == ChecklistItem::Status::present || item.status == ChecklistItem::Status::waived));
  }
}

TEST_CASE("a complete claim stays complete under every pack") {
  for (const auto& [id, title] : regions_of(made::rules())) {
    for (const bool in : {true, false}) {
      auto the_case = in ? made::inpatient() : made::outpatient();
      the_case.region = id;
      if (id == "beijing") {  // asks for more
        made::add(the_case, made::paper("diagnosis_certificate"));
        if (in) made::add(the_case, made::paper("prescription"));
        made::add(the_case, made::paper("other"));
        made::first(the_case, "other").all_text = "费用申报结算明细表";
      }
      const auto claim = made::decided(the_case);
      INFO(id << " " << made::told(claim));
      CHECK(claim.region == id);
      CHECK(claim.region_title == title);
      CHECK(claim.outcome == Outcome::complete);
    }
  }
}

TEST_CASE("claim type and claimant come from the papers when the desk says nothing") {
  auto the_case = made::inpatient();
  the_case.intake.claim_type = the_case.intake.claimant_name = the_case.intake.claimant_id_number = "";
  auto claim = made::decided(the_case);
  CHECK(claim.claim_type == "inpatient");
  CHECK(claim.claimant_name == made::claimant);
  CHECK(claim.claimant_id_number == made::claimant_number());

  made::drop(the_case, "identity_card");
  CHECK(made::decided(the_case).claimant_name == made::claimant);  // what most papers say

  the_case = made::outpatient();
  the_case.intake.claim_type = "";
  CHECK(made::decided(the_case).claim_type == "outpatient");
  made::put(made::first(the_case, "outpatient_record"), "department", "急诊内科");
  CHECK(made::decided(the_case).claim_type == "emergency");
  made::first(the_case, "outpatient_record").fields.erase("department");
  made::add(the_case, made::paper("special_disease_form"));
  CHECK(made::decided(the_case).claim_type == "special_disease");
}

TEST_CASE("regions go by id and by Chinese name; an unknown one is an error that names the known") {
  auto the_case = made::inpatient();
  for (const auto& [name, id] :
       {std::pair{"福建省厦门市", "xiamen"}, std::pair{"江苏省南通市", "nantong"}, std::pair{"江苏省苏州市", "jiangsu"},
        std::pair{"吉林省长春市", "changchun"}, std::pair{"吉林省四平市", "jilin"}, std::pair{"mudanjiang", "mudanjiang"}}) {
    the_case.region = name;
    CHECK(made::decided(the_case).region == id);
    CHECK(region_id(made::rules(), name).value() == id);
  }
  the_case.region = "亚特兰蒂斯";
  const auto refused = check::check(the_case, made::rules());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == core::ErrorCode::bad_input);
  CHECK(refused.error().what.find("亚特兰蒂斯") != std::string::npos);
  for (const char* known : {"xiamen", "nantong", "jilin", "厦门市"}) CHECK(refused.error().cure.find(known) != std::string::npos);
}

TEST_CASE("without a region the national base holds and a person is asked which one") {
  auto the_case = made::inpatient();
  the_case.region = the_case.intake.region = "";
  const auto claim = made::decided(the_case);
  INFO(made::told(claim));
  CHECK(claim.region.empty());
  CHECK(claim.outcome == Outcome::review);
  CHECK(claim.findings.size() == 1);
  CHECK(made::finding(claim, "x.region.agency"));
  REQUIRE(made::item(claim, "identity"));
  CHECK(made::item(claim, "identity")->rule == "national.inpatient.materials");
}

TEST_CASE("no papers at all: every paper of the list is named, nothing crashes") {
  auto the_case = made::inpatient();
  the_case.documents.clear();
  const auto claim = made::decided(the_case);
  CHECK(claim.outcome == Outcome::supplement);
  std::size_t missing = 0;
  for (const auto& item : claim.checklist) missing += item.status == ChecklistItem::Status::missing;
  CHECK(missing == 4);
  CHECK_FALSE(check::check(Case{}, made::rules()).value().findings.empty());
}

TEST_CASE("the gravest finding decides: reject, supplement, review, complete") {
  auto the_case = made::inpatient();
  made::first(the_case, "discharge_summary").fields.erase("physician");  // a note
  CHECK(made::decided(the_case).outcome == Outcome::complete);
  made::put(made::first(the_case, "inpatient_invoice"), "total_amount_words", "叁佰零壹元整");
  CHECK(made::decided(the_case).outcome == Outcome::review);
  made::drop(the_case, "expense_list");
  CHECK(made::decided(the_case).outcome == Outcome::supplement);
  the_case.intake.flags["already_paid"] = true;
  const auto claim = made::decided(the_case);
  CHECK(claim.outcome == Outcome::rejected);
  REQUIRE(made::finding(claim, "national.duplicate_benefit"));
  CHECK(made::finding(claim, "national.duplicate_benefit")->message.find("须经办人员确认") != std::string::npos);
  CHECK(claim.findings.front().severity == Severity::reject);  // gravest first
  CHECK(made::item(claim, "expense_list")->status == ChecklistItem::Status::missing);
}
