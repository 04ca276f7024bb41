// The data that an electronic file carries beside its pages, as a witness.
#include <algorithm>

#include "catch.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

using made::line;

core::EmbeddedData invoice(std::vector<std::pair<std::string, std::string>> values, bool by_reference = false) {
  return {"Doc_0/Attachs/original_invoice.xml", "eInvoice", by_reference, std::move(values)};
}

core::Reading vat_page(const std::string& total = "318.00") {
  core::Reading page = made::page(
      {line(500, 60, "重庆增值税电子普通发票"), line(1200, 60, "发票代码：050001700111"), line(1200, 100, "发票号码：99999951"),
       line(1200, 140, "开票日期：2026年03月15日"), line(1200, 180, "校验码：14754822929856772523"),
       line(100, 240, "名称：江小渝"), line(100, 700, "价税合计（大写）叁佰壹拾捌圆整"), line(1000, 700, "（小写）¥" + total)},
      1654, 1102);
  for (auto& each : page.lines) each.source = core::Line::Source::text_layer;
  return page;
}

const core::Field& field(const core::Document& document, const std::string& name) {
  const auto found = document.fields.find(name);
  INFO(name);
  REQUIRE(found != document.fields.end());
  return found->second;
}

bool vouches(const core::Field& field, core::Witness witness, bool agrees) {
  return std::any_of(field.witnesses.begin(), field.witnesses.end(),
                     [&](const core::Testimony& t) { return t.by == witness && t.agrees == agrees; });
}

}  // namespace

TEST_CASE("what the page and the file's data both say is vouched for") {
  core::Reading page = vat_page();
  page.embedded = {invoice({{"InvoiceCode", "050001700111"},
                            {"InvoiceNo", "99999951"},
                            {"IssueDate", "2026年03月15日"},
                            {"InvoiceCheckCode", "14754822929856772523"},
                            {"Buyer/BuyerName", "江小渝"},
                            {"Seller/SellerName", "样例药房有限公司"},
                            {"TaxInclusiveTotalAmount", "318.00"}})};
  const core::Document document = made::extracted("vat_invoice", page);
  for (const auto& [name, value] : {std::pair{"bill_code", "050001700111"},
                                    {"bill_number", "99999951"},
                                    {"issue_date", "2026-03-15"},
                                    {"check_code", "14754822929856772523"},
                                    {"payer_name", "江小渝"},
                                    {"total_amount", "318.00"}}) {
    INFO(name);
    CHECK(field(document, name).value == value);
    CHECK(vouches(field(document, name), core::Witness::code, true));
    CHECK(core::has_witness(field(document, name)));
    CHECK(field(document, name).confidence > 0.99);
  }
  SECTION("a value that the page does not show is there, from the file, but for a person to accept") {
    CHECK(field(document, "hospital_name").value == "样例药房有限公司");
    CHECK(field(document, "hospital_name").source == core::Source::code);
    CHECK_FALSE(core::has_witness(field(document, "hospital_name")));
  }
}

TEST_CASE("data that contradict the page make nobody sure") {
  core::Reading page = vat_page("3180.00");
  page.embedded = {invoice({{"TaxInclusiveTotalAmount", "318.00"}})};
  const core::Document document = made::extracted("vat_invoice", page);
  const core::Field& total = field(document, "total_amount");
  CHECK(total.value == "318.00");
  CHECK_FALSE(core::has_witness(total));
  CHECK(total.confidence <= 0.5);
  CHECK(vouches(total, core::Witness::text_layer, false));
  REQUIRE_FALSE(total.candidates.empty());
  CHECK(total.candidates[0].value == "3180.00");
  SECTION("two of the file's own data that contradict each other likewise") {
    core::Reading two = vat_page();
    two.embedded = {invoice({{"InvoiceNo", "99999951"}}), {"OFD.xml", "CustomDatas", false, {{"发票号码", "99999952"}}}};
    CHECK_FALSE(field(made::extracted("vat_invoice", two), "bill_number").value.empty());
    core::Reading weak = vat_page();
    weak.lines.erase(weak.lines.begin() + 2);
    weak.embedded = two.embedded;
    CHECK_FALSE(core::has_witness(field(made::extracted("vat_invoice", weak), "bill_number")));
  }
}

TEST_CASE("data that only point at the page count where the page shows it") {
  core::Reading page = vat_page();
  page.lines.erase(page.lines.begin() + 7);  // no total on the page
  page.embedded = {invoice({{"TaxInclusiveTotalAmount", "¥999.00"}, {"Buyer/BuyerName", "江小渝"}}, true)};
  const core::Document document = made::extracted("vat_invoice", page);
  const auto total = document.fields.find("total_amount");
  CHECK((total == document.fields.end() || total->second.value != "999.00"));
  CHECK(field(document, "payer_name").value == "江小渝");
}

TEST_CASE("other vocabularies: XBRL, the digital invoice, the fiscal bill with its rows") {
  core::Reading page = vat_page();
  page.embedded = {{"a.xml", "xbrl", false, {{"NumberOfInvoice", "99999951"}, {"NameOfSeller", "样例药房有限公司"}}}};
  CHECK(vouches(field(made::extracted("vat_invoice", page), "bill_number"), core::Witness::code, true));
  page.embedded = {{"a.xml", "EInvoice", false, {{"EInvoiceData/SellerInformation/SellerName", "样例药房有限公司"}}}};
  CHECK(field(made::extracted("vat_invoice", page), "hospital_name").value == "样例药房有限公司");

  core::Reading bill = made::page({line(500, 60, "医疗门诊收费票据（电子）"), line(100, 300, "药费 120.00 检查费 80.00")});
  bill.embedded = {{"a.xml",
                    "EInvoice",
                    false,
                    {{"EInvoiceData/Main/EInvoiceCode", "50060126"},
                     {"EInvoiceData/Main/EInvoiceNumber", "0000012345"},
                     {"EInvoiceData/Main/IssueDate", "20260315"},
                     {"EInvoiceData/Main/TotalAmount", "200"},
                     {"EInvoiceData/Main/PayerParty/PayerPartyName", "江小渝"},
                     {"EInvoiceData/Details/Item/ItemName", "药费"},
                     {"EInvoiceData/Details/Item/ItemAmount", "120.00"},
                     {"EInvoiceData/Details/Item[2]/ItemName", "检查费"},
                     {"EInvoiceData/Details/Item[2]/ItemAmount", "80"}}}};
  const core::Document document = made::extracted("outpatient_invoice", bill);
  CHECK(field(document, "bill_number").value == "0000012345");
  CHECK(field(document, "issue_date").value == "2026-03-15");
  CHECK(field(document, "total_amount").value == "200.00");
  REQUIRE(document.items.size() == 2);
  CHECK(made::cell(document.items[0], "name") == "药费");
  CHECK(made::cell(document.items[1], "amount") == "80.00");
  SECTION("of another kind of paper nothing is taken") {
    CHECK(made::extracted("prescription", bill).fields.count("bill_number") == 0);
  }
}

TEST_CASE("a value whose text the page shows otherwise is accepted by nobody, whoever agrees") {
  core::Reading page = vat_page();
  page.embedded = {invoice({{"TaxInclusiveTotalAmount", "318.00"}})};
  page.faults = {{core::TextFault::Kind::altered, "¥318.00", "818.00", page.lines[7].box}};
  const core::Document document = made::extracted("vat_invoice", page);
  const core::Field& total = field(document, "total_amount");
  CHECK(total.value == "318.00");
  CHECK_FALSE(core::has_witness(total));
  CHECK(total.confidence <= 0.5);
  page.faults.clear();
  CHECK(core::has_witness(field(made::extracted("vat_invoice", page), "total_amount")));
}

}  // namespace claimpack::extract
