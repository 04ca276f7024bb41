// The finance desk's ledgers, made of claim.json as pack writes it.
#include <map>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "pack/ledger.hpp"
#include "pack/made_claim.hpp"

namespace claimpack::pack {
namespace {

using nlohmann::json;

LedgerClaim read(const std::string& claim_json, const std::string& manifest = "") {
  auto claim = read_ledger_claim(claim_json, manifest, "claim.json");
  REQUIRE(claim);
  return std::move(claim).value();
}

json field(const std::string& value, bool accepted = true) { return {{"value", value}, {"accepted", accepted}}; }

json bill(const std::string& number, const std::string& total, const std::string& cash = "") {
  json made = {{"kind", "inpatient_invoice"},
               {"fields",
                {{"bill_code", field("35060226")},
                 {"bill_number", field(number)},
                 {"total_amount", field(total)},
                 {"hospital_name", field("虚构医院")},
                 {"admission_date", field("2026-03-06")},
                 {"discharge_date", field("2026-03-15")}}}};
  if (!cash.empty()) made["fields"]["personal_cash_payment"] = field(cash);
  return made;
}

json claim(const std::string& id, const std::string& outcome, json documents) {
  return {{"schema", 1},
          {"claim_id", id},
          {"region", "xiamen"},
          {"claim_type", "inpatient"},
          {"outcome", outcome},
          {"claimant", {{"name", "王小明"}, {"id_number", "350203195803120018"}}},
          {"documents", std::move(documents)},
          {"checklist", json::array()},
          {"findings", json::array()},
          {"pay", json::array()}};
}

// The row's cells by the columns' titles.
std::map<std::string, Cell> row_of(const Sheet& sheet, std::size_t row) {
  std::map<std::string, Cell> cells;
  REQUIRE(row < sheet.rows.size());
  REQUIRE(sheet.rows[row].size() == sheet.columns.size());
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) cells[sheet.columns[i].title] = sheet.rows[row][i];
  return cells;
}

// A file of the workbook.
std::string part(const Folder& folder, const std::string& name) {
  return output_of(
      "python3 -c 'import sys, zipfile; sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())' '" +
      folder.path("ledger.xlsx") + "' '" + name + "'");
}

}  // namespace

TEST_CASE("a claim's row is what its claim.json says") {
  json made = claim("2026-1", "complete", {bill("0000310417", "3311.40", "1000.00"), bill("0000310418", "200.10", "0.10")});
  made["pay"] = {{{"rule", "x"}, {"message", "出院后补办备案，先自付 10%，其余按厦门标准报销。"}, {"citation", ""}}};
  const json manifest = {{"region_title", "厦门市"}, {"outputs", {{{"file", "packet.pdf"}, {"sha256", "ab12"}}}}};
  const Ledger ledger = make_ledger({read(made.dump(), manifest.dump())}, false, false);
  REQUIRE(ledger.claims.rows.size() == 1);
  auto row = row_of(ledger.claims, 0);
  CHECK(row["案卷号"].text == "2026-1");
  CHECK(row["身份证号"].text == "350203********0018");
  CHECK(row["参保地"].text == "厦门市");
  CHECK(row["报销类别"].text == "住院");
  CHECK(row["就诊医院"].text == "虚构医院");
  CHECK(row["住院/就诊日期"].text == "2026-03-06 至 2026-03-15");
  CHECK(row["票据张数"].count == 2);
  CHECK(row["费用总额"].fen == 351150);
  CHECK(row["个人现金支付"].fen == 100010);
  CHECK(row["统筹基金支付"].kind == Cell::Kind::text);  // on no bill: empty, not nought
  CHECK(row["先自付比例（%）"].count == 10);
  CHECK(row["备注"].text == "");
  CHECK(row["案卷摘要（SHA-256）"].text == "ab12");
  REQUIRE(ledger.bills.rows.size() == 2);
  row = row_of(ledger.bills, 1);
  CHECK(row["票据号码"].text == "0000310418");
  CHECK(row["金额"].fen == 20010);
  CHECK(row["入院日期"].text == "2026-03-06");
  CHECK(ledger.others.rows.empty());
}

TEST_CASE("a sum is empty where a bill does not say its part") {
  const json made = claim("1", "complete", {bill("0000310417", "3311.40", "1000.00"), bill("0000310418", "200.10")});
  auto row = row_of(make_ledger({read(made.dump())}, false, false).claims, 0);
  CHECK(row["个人现金支付"].kind == Cell::Kind::text);
  CHECK(row["费用总额"].fen == 351150);
}

TEST_CASE("a bill that was handed in twice is shown twice and counted once") {
  const json made = claim("1", "complete", {bill("0000310417", "3311.40"), bill("0000310417", "3311.40")});
  const Ledger ledger = make_ledger({read(made.dump())}, false, false);
  auto row = row_of(ledger.claims, 0);
  CHECK(row["费用总额"].fen == 331140);
  CHECK(row["票据张数"].count == 1);
  CHECK(row["备注"].text == "重复票据未计入 1");
  row = row_of(ledger.bills, 1);
  CHECK(row["备注"].text == "重复，不计入");
  CHECK(row["金额"].kind == Cell::Kind::text);
}

TEST_CASE("values that nobody vouches for are marked") {
  json made = claim("1", "complete", {bill("0000310417", "3311.40")});
  made["documents"][0]["fields"]["total_amount"]["accepted"] = false;
  const Ledger ledger = make_ledger({read(made.dump())}, false, false);
  CHECK(row_of(ledger.claims, 0)["备注"].text == "金额或票号待核");
  CHECK(row_of(ledger.bills, 0)["备注"].text == "金额或票号待核");
}

TEST_CASE("what is not accepted stands on a sheet of its own, or in the ledger where all are asked for") {
  json second = claim("2", "supplement", {bill("0000310418", "5.00")});
  second["checklist"] = {{{"title", "出院小结"}, {"status", "missing"}}, {{"title", "费用清单"}, {"status", "present"}}};
  second["findings"] = {{{"rule", "a"}, {"severity", "review"}, {"message", "小事"}},
                        {{"rule", "b"}, {"severity", "supplement"}, {"message", "缺出院小结"}}};
  const std::vector<LedgerClaim> claims{read(claim("1", "complete", {bill("0000310417", "3.00")}).dump()), read(second.dump())};
  const Ledger accepted = make_ledger(claims, false, false);
  CHECK(accepted.claims.rows.size() == 1);
  CHECK(accepted.bills.rows.size() == 1);
  auto row = row_of(accepted.others, 0);
  CHECK(row["案卷号"].text == "2");
  CHECK(row["缺少材料"].text == "出院小结");
  CHECK(row["首要问题"].text == "缺出院小结");
  const Ledger all = make_ledger(claims, true, true);
  CHECK(all.claims.rows.size() == 2);
  CHECK(all.others.rows.empty());
  CHECK(row_of(all.claims, 1)["Outcome"].text != row_of(all.claims, 0)["Outcome"].text);
}

TEST_CASE("the share that is paid first is read from the pay notes") {
  const auto percent = [](std::vector<std::string> messages) {
    core::Claim made;
    for (auto& message : messages) made.pay.push_back({"r", std::move(message), ""});
    return first_pay_percent(made);
  };
  CHECK(percent({"先自付 10%，其余报销"}) == "10");
  CHECK(percent({"个人先自付１０％后"}) == "10");
  CHECK(percent({"先自付10%", "又先自付 5 %", "先自付10%"}) == "10＋5");
  CHECK(percent({"先自付一部分", "起付线 10%"}) == "");
  CHECK(percent({}) == "");
}

TEST_CASE("CSV for Excel: Chinese, noughts kept, nothing that runs") {
  json made = claim("=cmd|'/c calc'!A1", "complete", {bill("0000310417", "-3311.40")});
  made["claimant"]["name"] = "@SUM(A1), \"王\"";
  const Ledger ledger = make_ledger({read(made.dump())}, false, false);
  const std::string csv = ledger_csv(ledger.bills);
  CHECK(csv.rfind("\xEF\xBB\xBF案卷号,参保人,", 0) == 0);
  CHECK(csv.find("\r\n'=cmd|'/c calc'!A1,\"'@SUM(A1), \"\"王\"\"\",") != std::string::npos);
  CHECK(csv.find("\"0000310417\t\"") != std::string::npos);
  CHECK(csv.find(",-3311.40,") != std::string::npos);  // a number may be below nought
  CHECK(csv.substr(csv.size() - 2) == "\r\n");
  CHECK(occurrences(csv, "\r\n") == 2);
}

TEST_CASE("the workbook: text is text, money is numbers, the same bytes each time") {
  json made = claim("=1+1", "complete", {bill("0000310417", "3311.40", "12.05"), bill("0000310418", "1.00", "0.05")});
  made["claimant"]["name"] = std::string("王\x01") + "小明";
  const Ledger ledger = make_ledger({read(made.dump()), read(claim("x", "rejected", json::array()).dump())}, false, false);
  const Folder folder;
  const auto first = ledger_xlsx(ledger, folder.path("")), second = ledger_xlsx(ledger, folder.path(""));
  REQUIRE(first);
  CHECK((first.value() == second.value()));
  folder.write("ledger.xlsx", first.value());
  const std::string claims = part(folder, "xl/worksheets/sheet1.xml"), bills = part(folder, "xl/worksheets/sheet2.xml");
  const std::string strings = part(folder, "xl/sharedStrings.xml"), book = part(folder, "xl/workbook.xml");
  CHECK(strings.find("<t>=1+1</t>") != std::string::npos);
  CHECK(strings.find("<t>王小明</t>") != std::string::npos);
  CHECK(strings.find("<t>0000310417</t>") != std::string::npos);
  CHECK(strings.find("350203195803120018") == std::string::npos);
  CHECK(bills.find("<v>3311.4</v>") != std::string::npos);
  CHECK(claims.find("<f>SUBTOTAL(109,I2:I2)</f><v>3312.4</v>") != std::string::npos);
  CHECK(bills.find("<f>SUBTOTAL(109,K2:K3)</f><v>3312.4</v>") != std::string::npos);
  for (const char* sheet : {"案卷", "票据", "未入账"})
    CHECK(book.find(std::string("name=\"") + sheet + "\"") != std::string::npos);
  CHECK(part(folder, "xl/styles.xml").find("#,##0.00") != std::string::npos);
  CHECK(part(folder, "docProps/core.xml").find("2026-01-01T00:00:00Z") != std::string::npos);
  CHECK_FALSE(ledger_xlsx(ledger, folder.path("no/such/folder")));
}

TEST_CASE("a ledger of nothing is a ledger") {
  const Folder folder;
  const Ledger ledger = make_ledger({}, false, false);
  CHECK(occurrences(ledger_csv(ledger.claims), "\r\n") == 1);
  CHECK(ledger_xlsx(ledger, folder.path("")));
}

TEST_CASE("claim.json of any form is read or refused, never believed") {
  for (const char* text : {"", "[]", "{", "{}", "{\"outcome\": \"complete\"}", "{\"outcome\": 1, \"documents\": []}"})
    CHECK_FALSE(read_ledger_claim(text, "", "x"));
  const LedgerClaim odd = read(
      R"({"outcome": "complete", "claim_id": 7, "claimant": [], "documents": [1, null, {"kind": "inpatient_invoice", "fields": []},
          {"kind": "inpatient_invoice", "fields": {"total_amount": {"value": 3}, "bill_number": "x"}}], "pay": {"a": 1}, "findings": 3})",
      "[]");
  CHECK(make_ledger({odd}, false, false).claims.rows.size() == 1);
  const MadeClaim made = made_claim();
  const LedgerClaim own = read(made.packed().claim_json);
  CHECK(own.claim.claim_id == made.claim.claim_id);
  CHECK(own.claim.outcome == made.claim.outcome);
  CHECK(own.claim.documents.size() == made.claim.documents.size());
}

}  // namespace claimpack::pack
