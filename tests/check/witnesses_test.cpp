// Who vouches for a value, and what is accepted without a person.
#include "check/witnesses.hpp"

#include <algorithm>

#include "catch.hpp"
#include "check/made_case.hpp"

using namespace claimpack;
using namespace claimpack::check;

namespace {

const core::Testimony* testimony(const core::Field& field, core::Witness by) {
  const auto found =
      std::find_if(field.witnesses.begin(), field.witnesses.end(), [&](const auto& each) { return each.by == by; });
  return found == field.witnesses.end() ? nullptr : &*found;
}
bool vouches(const core::Document& document, const std::string& name, core::Witness by) {
  const auto* said = testimony(document.fields.at(name), by);
  return said && said->agrees;
}

core::Document bill(const std::string& total, const std::string& fund, const std::string& cash) {
  core::Document made;
  made.kind = "outpatient_invoice";
  for (const auto& [name, value] :
       {std::pair{"total_amount", total}, {"pooled_fund_payment", fund}, {"personal_cash_payment", cash}})
    made::put(made, name, value, 0.8);
  return made;
}

// Counts as if many values had been counted: a witness makes sure, none does not.
core::Calibration counted() {
  core::Calibration calibration;
  for (core::Calibrated* each : {&calibration.fields, &calibration.cells}) {
    each->model.intercept = 1;
    each->model.weights = {{"payment_identity+", 8}, {"other_document+", 8}, {"other_document-", -8}};
    each->curve = {{0.99, 2000, 0}, {0.7, 3000, 200}};
  }
  calibration.digest = "made";
  return calibration;
}

}  // namespace

TEST_CASE("shares that add up to the total vouch for one another") {
  std::vector<core::Document> documents = {bill("100.00", "60.00", "40.00")};
  call_witnesses(documents, {});
  for (const char* name : {"total_amount", "pooled_fund_payment", "personal_cash_payment"}) {
    INFO(name);
    CHECK(vouches(documents[0], name, core::Witness::payment_identity));
  }
  CHECK(testimony(documents[0].fields.at("total_amount"), core::Witness::payment_identity)->says == "60.00 + 40.00 = 100.00");
}

TEST_CASE("shares that do not add up accuse nobody, and two equal amounts prove nothing") {
  std::vector<core::Document> documents = {bill("100.00", "60.00", "41.00"), bill("0.00", "0.00", "0.00")};
  documents.push_back(bill("50.00", "50.00", "0.00"));
  documents.back().fields.erase("personal_cash_payment");
  call_witnesses(documents, {});
  for (const auto& document : documents)
    for (const auto& [name, field] : document.fields) CHECK(testimony(field, core::Witness::payment_identity) == nullptr);
}

TEST_CASE("what was paid in advance must come out with what came back, or none of it is taken unseen") {
  std::vector<core::Document> documents(2);
  for (auto& document : documents) {
    document.kind = "inpatient_invoice";
    made::put(document, "prepaid_amount", "23000.00");
    made::put(document, "refund_amount", "7328.59");
    made::put(document, "personal_cash_payment", "15671.41");
  }
  documents[1].fields["prepaid_amount"].value = "2300.00";
  call_witnesses(documents, {});
  CHECK(vouches(documents[0], "prepaid_amount", core::Witness::payment_identity));
  CHECK(testimony(documents[1].fields.at("prepaid_amount"), core::Witness::payment_identity));
  CHECK_FALSE(vouches(documents[1], "prepaid_amount", core::Witness::payment_identity));
  CHECK_FALSE(testimony(documents[1].fields.at("personal_cash_payment"), core::Witness::payment_identity));
}

TEST_CASE("a card number whose check digit is wrong is for a person") {
  std::vector<core::Document> documents(1);
  documents[0].kind = "bank_card";
  made::put(documents[0], "card_number", "6222020000000000025");
  call_witnesses(documents, {});
  CHECK_FALSE(core::has_witness(documents[0].fields.at("card_number")));
  CHECK(testimony(documents[0].fields.at("card_number"), core::Witness::check_digit));
}

TEST_CASE("the rows' sum vouches for the total and for every row") {
  std::vector<core::Document> documents(1);
  documents[0].kind = "expense_list";
  made::put(documents[0], "total_amount", "30.50", 0.8);
  made::row(documents[0], {{"name", "床位费"}, {"amount", "10.00"}}, 0.8);
  made::row(documents[0], {{"name", "护理费"}, {"amount", "20.50"}}, 0.8);
  auto wrong = documents;
  wrong[0].items[1]["amount"].value = "20.60";
  call_witnesses(documents, {});
  call_witnesses(wrong, {});
  CHECK(vouches(documents[0], "total_amount", core::Witness::column_sum));
  CHECK(testimony(documents[0].items[0].at("amount"), core::Witness::column_sum));
  CHECK_FALSE(testimony(wrong[0].fields.at("total_amount"), core::Witness::column_sum));
}

TEST_CASE("an identity number vouches for itself, for the birth date and for the sex") {
  std::vector<core::Document> documents(1);
  documents[0].kind = "identity_card";
  made::put(documents[0], "id_number", "350203188902280011");
  made::put(documents[0], "birth_date", "1889-02-28");
  made::put(documents[0], "sex", "女");
  call_witnesses(documents, {});
  CHECK(vouches(documents[0], "id_number", core::Witness::check_digit));
  CHECK(vouches(documents[0], "birth_date", core::Witness::check_digit));
  REQUIRE(testimony(documents[0].fields.at("sex"), core::Witness::check_digit));
  CHECK_FALSE(testimony(documents[0].fields.at("sex"), core::Witness::check_digit)->agrees);  // the number is a man's
}

TEST_CASE("the same on another paper or at the front desk vouches; a third name among two is contradicted") {
  std::vector<core::Document> documents(3);
  for (auto& document : documents) document.kind = "discharge_summary";
  made::put(documents[0], "patient_name", "江小渝");
  made::put(documents[1], "patient_name", "江小渝");
  made::put(documents[2], "patient_name", "江小俞");
  made::put(documents[2], "hospital_name", "样例医院");
  core::Intake intake;
  intake.hospital.name = "样例医院";
  call_witnesses(documents, intake);
  CHECK(vouches(documents[0], "patient_name", core::Witness::other_document));
  REQUIRE(testimony(documents[2].fields.at("patient_name"), core::Witness::other_document));
  CHECK_FALSE(testimony(documents[2].fields.at("patient_name"), core::Witness::other_document)->agrees);
  CHECK(vouches(documents[2], "hospital_name", core::Witness::other_document));
}

TEST_CASE("the list's categories vouch for the bill's lines") {
  std::vector<core::Document> documents(2);
  documents[0].kind = "inpatient_invoice", documents[1].kind = "expense_list";
  made::row(documents[0], {{"name", "化验费"}, {"amount", "30.00"}});
  made::row(documents[0], {{"name", "护理费"}, {"amount", "9.00"}});
  made::row(documents[1], {{"name", "血常规"}, {"category", "化验费"}, {"amount", "10.00"}});
  made::row(documents[1], {{"name", "尿常规"}, {"category", "化验费"}, {"amount", "20.00"}});
  made::row(documents[1], {{"name", "二级护理"}, {"category", "护理费"}, {"amount", "8.00"}});
  call_witnesses(documents, {});
  CHECK(testimony(documents[0].items[0].at("amount"), core::Witness::category_sum));
  CHECK_FALSE(testimony(documents[0].items[1].at("amount"), core::Witness::category_sum));
}

TEST_CASE("what is accepted: sure enough for the promise, with a witness, contradicted by nobody") {
  std::vector<core::Document> documents = {bill("100.00", "60.00", "40.00")};
  made::put(documents[0], "payee", "江小渝", 0.999);
  weigh(documents, {}, counted(), 0.005);
  const auto& fields = documents[0].fields;
  CHECK(fields.at("total_amount").accepted);
  CHECK(fields.at("total_amount").confidence > 0.99);
  CHECK(fields.at("total_amount").reading == 0.8);  // the reader's own word is kept
  CHECK_FALSE(fields.at("payee").accepted);         // read surely, but nobody else says so
}

TEST_CASE("without counts nothing is accepted, and the reader's confidence stays") {
  std::vector<core::Document> documents = {bill("100.00", "60.00", "40.00")};
  weigh(documents, {}, {}, 0.005);
  CHECK_FALSE(documents[0].fields.at("total_amount").accepted);
  CHECK(documents[0].fields.at("total_amount").confidence == 0.8);
}

TEST_CASE("a stricter promise than the counts can show accepts nothing") {
  std::vector<core::Document> documents = {bill("100.00", "60.00", "40.00")};
  weigh(documents, {}, counted(), 0.0001);
  CHECK_FALSE(documents[0].fields.at("total_amount").accepted);
}
