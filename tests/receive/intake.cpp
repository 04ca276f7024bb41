// intake.json: every field, and faults by line and column.
#include "catch.hpp"
#include "receive/receive.hpp"

using namespace claimpack;
using namespace claimpack::receive;
using core::Intake;

namespace {

Intake parsed(const std::string& json) {
  const auto intake = parse_intake(json, "intake.json");
  if (!intake) FAIL(core::sentence(intake.error()));
  return intake.value();
}

core::Error fault(const std::string& json) {
  const auto intake = parse_intake(json, "intake.json");
  REQUIRE_FALSE(intake.ok());
  CHECK_FALSE(intake.error().cure.empty());
  return intake.error();
}

}  // namespace

TEST_CASE("every field of an intake is read") {
  const auto intake = parsed(R"(﻿{
    "claim_id": "2024-000123", "region": "xiamen", "claim_type": "inpatient", "submitted_on": "2024-05-20",
    "submitter": "agent", "claimant": {"name": "林秀兰", "id_number": "350203196001010027"},
    "channel": "window", "settled_on": "2024-05-02", "treatment_region": "上海市",
    "hospital": {"name": "某某医院", "level": 3, "designated": true, "networked": false},
    "filing": {"category": "long_term_resident", "created_on": "2024-01-02", "start": "2024-01-03", "end": null,
               "regions": ["上海市", "苏州市"], "hospitals": [], "settlement_mode": "direct", "consumed": false, "by_commitment": true},
    "flags": {"trauma": false, "rescue": true, "something_new": true, "student": null},
    "extra": {"kept": "for others"}})");
  CHECK(intake.claim_id == "2024-000123");
  CHECK(intake.region == "xiamen");
  CHECK(intake.claim_type == "inpatient");
  CHECK(intake.submitted_on == "2024-05-20");
  CHECK(intake.submitter == "agent");
  CHECK(intake.claimant_name == "林秀兰");
  CHECK(intake.claimant_id_number == "350203196001010027");
  CHECK(intake.channel == "window");
  CHECK(intake.settled_on == "2024-05-02");
  CHECK(intake.treatment_region == "上海市");
  CHECK(intake.hospital.name == "某某医院");
  CHECK(intake.hospital.level == 3);
  CHECK(intake.hospital.designated == true);
  CHECK(intake.hospital.networked == false);
  CHECK(intake.filing_state == Intake::FilingState::exists);
  CHECK(intake.filing.category == "long_term_resident");
  CHECK(intake.filing.created_on == "2024-01-02");
  CHECK(intake.filing.start == "2024-01-03");
  CHECK(intake.filing.end.empty());
  CHECK(intake.filing.regions == std::vector<std::string>{"上海市", "苏州市"});
  CHECK(intake.filing.hospitals.empty());
  CHECK(intake.filing.settlement_mode == "direct");
  CHECK(intake.filing.consumed == false);
  CHECK(intake.filing.by_commitment == true);
  CHECK(intake.flags == std::map<std::string, bool>{{"trauma", false}, {"rescue", true}, {"something_new", true}});
}

TEST_CASE("what nobody said stays unknown") {
  const auto intake = parsed("{}");
  CHECK(intake.claim_id.empty());
  CHECK(intake.filing_state == Intake::FilingState::unknown);
  CHECK_FALSE(intake.hospital.level);
  CHECK(intake.flags.empty());
  CHECK(parsed(R"({"filing": null})").filing_state == Intake::FilingState::none);
  CHECK(parsed(R"({"filing": {"category": "none"}})").filing_state == Intake::FilingState::none);
  CHECK(parsed(R"({"filing": {}})").filing_state == Intake::FilingState::exists);
  CHECK(parsed(R"({"hospital": null, "claimant": null, "flags": null, "region": null})").region.empty());
}

TEST_CASE("JSON that does not parse is named by line and column") {
  CHECK(fault("{\n  \"region\": \"xiamen\"\n  \"claim_id\": \"1\"\n}").place == "intake.json:3:12");
  CHECK(fault("").place == "intake.json:1:1");
  CHECK(fault("{\"a\": \"\xFF\"}").place == "intake.json:1:8");
  CHECK(fault("{\n\"名称\": x}").place == "intake.json:2:7");
  CHECK(fault("[]").place == "intake.json:1:1");
  CHECK(fault("{").code == core::ErrorCode::bad_input);
  CHECK_FALSE(parse_intake(std::string(100'000, '['), "intake.json").ok());
}

TEST_CASE("values nobody knows are refused with the known ones") {
  const auto error = fault("{\"region\": \"xiamen\",\n \"claim_type\": \"dental\"}");
  CHECK(error.place == "intake.json:2:16");
  CHECK(error.what.find("dental") != std::string::npos);
  CHECK(error.cure.find("emergency_observation") != std::string::npos);
  CHECK(fault(R"({"submitter": "friend"})").cure.find("community_office") != std::string::npos);
  CHECK(fault(R"({"channel": "pigeon"})").cure.find("window") != std::string::npos);
  const auto filing = fault("{\"filing\": {\n  \"category\": \"holiday\"}}");
  CHECK(filing.place == "intake.json:2:15");
  CHECK(filing.cure.find("retiree_resettled") != std::string::npos);
  CHECK(fault(R"({"filing": {"settlement_mode": "later"}})").cure.find("prepaid") != std::string::npos);
}

TEST_CASE("values of the wrong type are refused where they stand") {
  CHECK(fault("{\"claim_id\": 2024}").place == "intake.json:1:14");
  CHECK(fault("{\"flags\": {\"a\": true,\n\"trauma\": \"no\"}}").place == "intake.json:2:11");
  CHECK(fault(R"({"hospital": {"level": "三级"}})").place == "intake.json:1:24");
  CHECK(fault(R"({"hospital": {"level": 9}})").code == core::ErrorCode::bad_input);
  CHECK(fault(R"({"hospital": "某某医院"})").place == "intake.json:1:14");
  CHECK(fault(R"({"filing": {"regions": "上海市"}})").place == "intake.json:1:24");
  CHECK(fault(R"({"filing": {"regions": ["上海市", 5]}})").place == "intake.json:1:32");
  CHECK(fault(R"({"filing": false})").place == "intake.json:1:12");
}

TEST_CASE("a person's decision is read, with who decided") {
  CHECK_FALSE(parsed("{}").decision);
  const auto decision = parsed(R"({"decision": {"state": "refused", "by": "李经办", "on": "2024-05-22", "reason": "已报销",
                                                "right_agency": "某县医保中心"}})")
                            .decision;
  REQUIRE(decision);
  CHECK(decision->state == "refused");
  CHECK(decision->by == "李经办");
  CHECK(decision->on == "2024-05-22");
  CHECK(decision->reason == "已报销");
  CHECK(decision->right_agency == "某县医保中心");
  CHECK(fault(R"({"decision": {"state": "burnt", "by": "x"}})").cure.find("not_accepted") != std::string::npos);
  CHECK(fault(R"({"decision": {"by": "x"}})").what.find("`state`") != std::string::npos);
  CHECK(fault(R"({"decision": {"state": "refused"}})").what.find("`by`") != std::string::npos);
  CHECK(fault(R"({"decision": {"state": "refused", "by": "x", "on": "2024-02-30"}})").what.find("not a date") !=
        std::string::npos);
  CHECK(fault(R"({"decision": "refused"})").what.find("must be an object") != std::string::npos);
}

TEST_CASE("dates must be real") {
  CHECK(fault(R"({"submitted_on": "2024-02-30"})").place == "intake.json:1:18");
  CHECK(fault(R"({"settled_on": "2024/05/02"})").code == core::ErrorCode::bad_input);
  CHECK(fault(R"({"filing": {"end": "soon"}})").place == "intake.json:1:20");
  CHECK(parsed(R"({"submitted_on": "2024-02-29"})").submitted_on == "2024-02-29");
}

TEST_CASE("a claim id cannot lead out of the output folder") {
  for (const char* id : {"../x", "a/b", "..", ".hidden", "a\\\\b", "a\\u0001"})
    CHECK(fault(std::string("{\"claim_id\": \"") + id + "\"}").place == "intake.json:1:14");
  CHECK(parsed(R"({"claim_id": "林秀兰-1"})").claim_id == "林秀兰-1");
}
