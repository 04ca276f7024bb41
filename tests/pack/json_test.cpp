#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "pack/made_claim.hpp"

namespace claimpack::pack {
namespace {

using Json = nlohmann::json;

// No number with a fraction may stand under a name that means money.
void check_money(const Json& json) {
  if (json.is_array())
    for (const Json& each : json) check_money(each);
  if (!json.is_object()) return;
  for (const auto& [name, value] : json.items()) {
    if (name == "value") CHECK(!value.is_number());
    check_money(value);
  }
}

}  // namespace

TEST_CASE("claim.json says who vouches for a value, what was read first, and why a field is absent") {
  MadeClaim made = made_claim();
  core::Document& bill = made.claim.documents.at(2);
  core::Field& number = bill.fields.at("bill_number");
  number.reading = 0.91, number.read_first = "0012345679";
  core::testify(number, core::Witness::code, true, "0012345678");
  core::testify(number, core::Witness::second_reader, false);
  bill.absent = {{"check_code", core::Absence::illegible}, {"payee", core::Absence::not_printed}};
  const Json json = Json::parse(claim_json(made.claim, made.reading_list()));
  const Json& said = json["documents"][2]["fields"]["bill_number"];
  CHECK(said["reading"] == 0.91);
  CHECK(said["read_first"] == "0012345679");
  CHECK(said["witnesses"] == Json::array({Json{{"by", "code"}, {"agrees", true}, {"says", "0012345678"}},
                                          Json{{"by", "second_reader"}, {"agrees", false}}}));
  CHECK(json["documents"][2]["absent"] == Json{{"check_code", "illegible"}, {"payee", "not_printed"}});
}

TEST_CASE("claim.json keeps the contract") {
  const MadeClaim made = made_claim();
  const Json json = Json::parse(claim_json(made.claim, made.reading_list()));
  CHECK(json["schema"] == 1);
  CHECK(json["claim_id"] == "2024-000123");
  CHECK(json["region"] == "xiamen");
  CHECK(json["claim_type"] == "inpatient");
  CHECK(json["outcome"] == "supplement");
  CHECK(json["claimant"] == Json{{"name", "王小明"}, {"id_number", "350203195803120018"}});

  const Json& bill = json["documents"][2];
  CHECK(bill["kind"] == "inpatient_invoice");
  CHECK(!bill.contains("subtype"));
  CHECK(bill["confidence"] == 0.97);
  CHECK(bill["pages"][0]["file"] == "scan_01.jpg");
  CHECK(bill["pages"][0]["page"] == 1);
  CHECK(bill["pages"][0]["signature"] == Json{{"present", false}});
  CHECK(bill["pages"][0]["codes"] ==
        Json::array({Json{{"symbology", "QRCode"}, {"payload", "01,31,35060124"}, {"box", {700, 40, 90, 90}}}}));
  CHECK(bill["pages"][0]["seals"][0] == Json{{"box", {500, 1000, 160, 100}},
                                             {"colour", "red"},
                                             {"shape", "oval"},
                                             {"text", "测试医院收费专用章"},
                                             {"overlap", 0.25}});
  CHECK(bill["fields"]["bill_number"] ==
        Json{{"value", "0012345678"},
             {"text", "0012345678"},
             {"confidence", 0.9971},
             {"file", "scan_01.jpg"},
             {"page", 1},
             {"box", {400, 120, 160, 24}},
             {"source", "ocr"},
             {"accepted", true},
             {"candidates", Json::array({Json{{"value", "0012345678"}, {"text", "№0012345678"}, {"confidence", 0.9971}},
                                         Json{{"value", "0012345673"}, {"text", "№0012345673"}, {"confidence", 0.002}}})}});
  CHECK(!bill["fields"]["total_amount"].contains("candidates"));
  CHECK(bill["items"] == Json::array({Json{{"name", bill["items"][0]["name"]}, {"amount", bill["items"][0]["amount"]}}}));
  CHECK(bill["items"][0]["amount"]["value"] == "150.00");
  check_money(json);
}

TEST_CASE("claim.json: lists, marks, turned pages and parts of pages") {
  const MadeClaim made = made_claim();
  const Json json = Json::parse(claim_json(made.claim, made.reading_list()));
  const Json& certificate = json["documents"][0];
  CHECK(certificate["fields"]["diagnoses"]["value"] == Json::array({"急性阑尾炎", "高血压病"}));
  CHECK(certificate["fields"]["emergency"]["value"] == true);
  CHECK(certificate["fields"]["emergency"]["page"] == 7);
  CHECK(certificate["fields"]["emergency"]["file"] == "坏页.pdf");
  const Json& turned = json["documents"][1]["pages"][1];
  CHECK(turned["rotation"] == 90);
  CHECK(turned["page"] == 2);
  CHECK(turned["quality"]["skew"] == -3);
  CHECK(turned["quality"].contains("blur"));
  CHECK(turned["quality"]["cut_off"] == false);
  CHECK(!turned.contains("part"));
  // Two papers on one page: each with its place and the marks that lie on it.
  CHECK(json["documents"][3]["pages"][0]["part"] == Json({40, 40, 300, 180}));
  CHECK(json["documents"][3]["pages"][0]["signature"] == Json{{"present", false}});
  CHECK(json["documents"][4]["pages"][0]["part"] == Json({40, 340, 300, 180}));
  CHECK(json["documents"][4]["pages"][0]["signature"] == Json{{"present", false}});
  MadeClaim signed_card = made_claim();
  signed_card.readings[4]->signatures[0].box = signed_card.readings[4]->signatures[0].upright = {100, 400, 60, 20};
  const Json again = Json::parse(claim_json(signed_card.claim, signed_card.reading_list()));
  CHECK(again["documents"][3]["pages"][0]["signature"] == Json{{"present", false}});
  CHECK(again["documents"][4]["pages"][0]["signature"] == Json{{"present", true}, {"box", {100, 400, 60, 20}}});
}

TEST_CASE("claim.json: checklist, findings, payment, pages without a document, provenance") {
  const MadeClaim made = made_claim();
  const Json json = Json::parse(claim_json(made.claim, made.reading_list()));
  CHECK(json["checklist"][2]["status"] == "missing");
  CHECK(json["checklist"][2]["requirement"] == "discharge_summary");
  CHECK(json["checklist"][2]["title"] == "出院小结");
  CHECK(json["checklist"][2]["documents"] == Json::array());
  CHECK(json["checklist"][3]["documents"] == Json({3, 4}));
  CHECK(json["checklist"][4]["status"] == "waived");
  CHECK(json["checklist"][0]["rule"] == "xiamen.inpatient.materials");
  CHECK(json["findings"][0]["severity"] == "review");
  CHECK(json["findings"][0]["evidence"] == Json::array({Json{{"document", 2}, {"field", "admission_date"}}}));
  CHECK(json["findings"][2]["severity"] == "supplement");
  CHECK(json["findings"][2]["cure"] == "请到医院补打第 3 页。");
  CHECK(json["findings"][2]["evidence"] == Json::array({Json{{"document", 1}, {"file", "清单.tif"}, {"page", 2}}}));
  CHECK(json["pay"][0]["rule"] == "xiamen.late_filing.self_pay10");
  CHECK(json["stated"].is_array());
  CHECK(json["blank_pages"] == Json::array({Json{{"file", "清单.tif"}, {"page", 3}}}));
  CHECK(json["set_aside"] == Json::array({Json{{"file", "说明.txt"}, {"reason", "不是扫描件"}}}));
  CHECK(json["provenance"] == Json{{"inputs", Json::array({Json{{"file", "scan_01.jpg"}, {"sha256", std::string(64, 'a')}}})},
                                   {"templates", "t1"},
                                   {"models", "m1"},
                                   {"program", "claimpack 0.1.0"}});
}

TEST_CASE("documents_json: the same documents without the claim") {
  const MadeClaim made = made_claim();
  const Json whole = Json::parse(claim_json(made.claim, made.reading_list()));
  const Json json = Json::parse(documents_json(made.claim, made.reading_list()));
  CHECK(json["schema"] == 1);
  CHECK((json["documents"] == whole["documents"]));
  CHECK((json["provenance"] == whole["provenance"]));
  for (const char* name : {"claim_id", "claimant", "checklist", "findings", "outcome", "pay"}) CHECK(!json.contains(name));
}

TEST_CASE("claim.json survives what no page should hold") {
  MadeClaim made = made_claim();
  made.claim.documents[2].fields["bill_number"].confidence = std::nan("");
  made.claim.documents[2].fields["bill_number"].value = "\xff\xfe";
  made.claim.documents[2].fields["bill_number"].page = 99;
  const Json json = Json::parse(claim_json(made.claim, made.reading_list()));
  const Json& field = json["documents"][2]["fields"]["bill_number"];
  CHECK(field["confidence"] == 0);
  CHECK(field["value"] == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(!field.contains("page"));
}

}  // namespace claimpack::pack
