#include "core/identifiers.hpp"

#include <random>

#include "catch.hpp"

using namespace claimpack::core;

TEST_CASE("identity numbers of the standard and computed ones") {
  struct Row {
    const char* number;
    const char* birth;
    bool male;
  };
  for (const Row& row : {Row{"11010519491231002X", "1949-12-31", false}, Row{"440524188001010014", "1880-01-01", true},
                         Row{"350203188902280011", "1889-02-28", true}, Row{"32060218991031014X", "1899-10-31", false},
                         Row{"231005189602290031", "1896-02-29", true}, Row{"22010218850615002X", "1885-06-15", false}}) {
    INFO(row.number);
    const auto id = parse_identity_number(row.number);
    REQUIRE(id);
    CHECK(id->number == row.number);
    CHECK(format_date(id->birth) == row.birth);
    CHECK(id->male == row.male);
    CHECK(id->adcode == std::string(row.number).substr(0, 6));
  }
}

TEST_CASE("identity numbers with a wrong digit or an impossible birth are refused") {
  for (const char* number : {"350203188902280013", "110105194912310021", "110101190002290011", "", "35020318890228001",
                             "3502031889022800110", "35020318890228OO11", "050203188902280011"}) {
    INFO(number);
    CHECK_FALSE(parse_identity_number(number));
  }
}

TEST_CASE("identity numbers in OCR's forms") {
  CHECK(parse_identity_number("１１０１０５ 19491231 002ｘ")->number == "11010519491231002X");
  CHECK(parse_identity_number("11010519491231002×")->number == "11010519491231002X");
  CHECK(parse_identity_number("110105491231002")->number == "11010519491231002X");
  CHECK(parse_identity_number("320602991031014")->number == "320602199910310149");
}

TEST_CASE("one wrong or swapped digit of an identity number never passes") {
  const std::string number = "350203188902280011";
  for (std::size_t i = 0; i < number.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string wrong = number;
      wrong[i] = c;
      CHECK(parse_identity_number(wrong).has_value() == (wrong == number));
    }
    std::string swapped = number;
    if (i > 0) std::swap(swapped[i], swapped[i - 1]);
    CHECK(parse_identity_number(swapped).has_value() == (swapped == number));
  }
  CHECK(identity_check("35020318890228001") == '1');
  CHECK(identity_check("3502031889022800") == 0);
  CHECK(identity_check("3502031889022800A") == 0);
}

TEST_CASE("masked identity numbers are compared") {
  CHECK(masked_match("350203********0011", "350203188902280011"));
  CHECK(masked_match("320602********014X", "32060218991031014X"));
  CHECK(masked_match("320602********014x", "32060218991031014X"));
  CHECK(masked_match("350203＊＊＊＊＊＊＊＊0011", "350203188902280011"));
  CHECK_FALSE(masked_match("350203********0012", "350203188902280011"));
  CHECK_FALSE(masked_match("350203*******0011", "350203188902280011"));
  CHECK_FALSE(masked_match("", ""));
  CHECK(mask_identity("350203188902280011") == "350203********0011");
  CHECK(mask_identity("1234567890") == "**********");
  CHECK(masked_match(mask_identity("32060218991031014X"), "32060218991031014X"));
}

TEST_CASE("credit codes and the organisation codes inside them") {
  struct Row {
    const char* code;
    char organisation;
  };
  for (const Row& row : {Row{"91350100M000100Y43", '4'}, Row{"123502004000000183", '8'}, Row{"12110000400000026M", '6'},
                         Row{"12320600466000037U", '7'}, Row{"12231000414000043L", '3'}, Row{"12220000412700054X", '4'}}) {
    INFO(row.code);
    const std::string code = row.code;
    CHECK(is_credit_code(code));
    CHECK(credit_check(code.substr(0, 17)) == code[17]);
    CHECK(organisation_check(code.substr(8, 8)) == row.organisation);
    CHECK(code[16] == row.organisation);
    for (std::size_t i = 0; i < code.size(); ++i) {
      std::string wrong = code;
      wrong[i] = wrong[i] == '7' ? '8' : '7';
      CHECK_FALSE(is_credit_code(wrong));
    }
  }
  CHECK_FALSE(is_credit_code("123502004000000184"));
  CHECK_FALSE(is_credit_code("12350200400000018"));
  CHECK_FALSE(is_credit_code("12350200400000I183"));
  CHECK(is_credit_code("１２３５０２００４０００００0183"));
  CHECK(credit_check("1235020040000001I") == 0);
  CHECK(organisation_check("M000100") == 0);
}

TEST_CASE("bank cards after Luhn") {
  for (const char* card :
       {"6217000000000000012", "6222020000000000026", "6228480000000000034", "6225000000000006", "6217 0000 0000 0000 012"})
    CHECK(is_bank_card(card));
  for (const char* card :
       {"6222020000000000025", "622500000000000", "62250000000000061234", "622500000000000X", "0000000000000000", ""})
    CHECK_FALSE(is_bank_card(card));
}

TEST_CASE("bill codes, numbers and check codes") {
  const auto inpatient = parse_bill_code("35060226");
  REQUIRE(inpatient);
  CHECK(inpatient->region == "35");
  CHECK(province_name(inpatient->region) == "福建省");
  CHECK(inpatient->klass == "06");
  CHECK(inpatient->kind == "02");
  CHECK(inpatient->year == 26);
  CHECK(parse_bill_code("32060126")->kind == "01");
  CHECK(parse_bill_code("22060225")->year == 25);
  for (const char* code : {"12060119", "43060125", "45060122", "44060122", "15060125"}) {
    CHECK(parse_bill_code(code)->klass == "06");
    CHECK(parse_bill_code(code)->kind == "01");
  }
  for (const char* code : {"11010125", "45010223"}) CHECK(parse_bill_code(code)->klass == "01");
  CHECK_FALSE(parse_bill_code("3506022"));
  CHECK_FALSE(parse_bill_code("A5060226"));
  CHECK(is_bill_number("0118120003"));
  CHECK(is_bill_number("8040675619"));
  CHECK_FALSE(is_bill_number("118120003"));
  for (const char* check : {"7b1c11", "f379af", "qfmejx", "QFMEJX"}) CHECK(is_check_code(check));
  CHECK_FALSE(is_check_code("7b1c1"));
  CHECK_FALSE(is_check_code("7b1c1-"));
}

TEST_CASE("phones and provinces") {
  CHECK(is_mobile("13900000000"));
  CHECK_FALSE(is_mobile("12900000000"));
  CHECK_FALSE(is_mobile("1390000000"));
  CHECK(province_name("310000") == "上海市");
  CHECK(province_name("32") == "江苏省");
  CHECK(province_name("00") == "中央");
  CHECK(province_name("99").empty());
  CHECK(province_name("").empty());
}

namespace {

std::string told(const std::string& payload) {
  const auto p = parse_bill_payload(payload);
  if (!p) return "";
  const char* kind = p->kind == BillPayload::Kind::vat ? "vat" : "medical";
  return std::string(kind) + " " + p->vat_kind + " " + p->bill_code + " " + p->bill_number + " " + p->check_code + " " +
         (p->amount ? format_money(*p->amount) : "-") + " " + (p->issue_date ? format_date(*p->issue_date) : "-");
}

}  // namespace

TEST_CASE("the payloads of fiscal codes") {
  CHECK(told("https://HOST/d?t=504&a=AAAAAAAAAA&d=35060226_0000123456_0a1b2c_12345.60_20260315&s=0000000000") ==
        "medical  35060226 0000123456 0a1b2c 12345.60 2026-03-15");
  CHECK(told("https://HOST/d?t=501&a=AAAAAAAAA&d=32060126_0000654321_9f8e7d_20260402&s=0000000000") ==
        "medical  32060126 0000654321 9f8e7d - 2026-04-02");
  CHECK(told("https://HOST/d?t=501&D=32060126_0000654321_9f8e7d") == "medical  32060126 0000654321 9f8e7d - -");
  CHECK(told("https://HOST/bill/"
             "billCheckShow.html?eInvoiceCode=22060225&eInvoiceNumber=0000777888&randomNumber=c0ffee&TotalAmount=873.6"
             "&IssueDate=2026-01-05") == "medical  22060225 0000777888 c0ffee 873.60 2026-01-05");
  CHECK(told("http://HOST/H5/"
             "showInvoice?invoice_code=11060126&invoice_number=0000999000&check_code=q1w2e3&app_id=AAAA&security=0") ==
        "medical  11060126 0000999000 q1w2e3 - -");
  CHECK(told("http://HOST/q?k=22060226&m=0000777888&y=873.60&w=20260105&v=c0ffee") ==
        "medical  22060226 0000777888 c0ffee 873.60 2026-01-05");
  CHECK(told("01,02,21060226,0000123456,12345.60,20260315,0a1b2c,") == "medical  21060226 0000123456 0a1b2c 12345.60 2026-03-15");
  CHECK(told("35060226,0000123456,0a1b2c,2026-03-15,12345.60") == "medical  35060226 0000123456 0a1b2c 12345.60 2026-03-15");
}

TEST_CASE("the payloads of VAT codes") {
  CHECK(told("01,10,035021900111,12345678,104.72,20200613,12345678901234567890,1774,") ==
        "vat 10 035021900111 12345678 12345678901234567890 104.72 2020-06-13");
  CHECK(told("01,04,3200171320,23456789,560.00,20180115,09876543210987654321,6579,") ==
        "vat 04 3200171320 23456789 09876543210987654321 560.00 2018-01-15");
  CHECK(told("01,01,2200153130,34567890,10545.43,20180115,,0A1B,") == "vat 01 2200153130 34567890  10545.43 2018-01-15");
  CHECK(told("01,32,,26352000000012345678,48.90,20260602,,7014") == "vat 32  26352000000012345678  48.90 2026-06-02");
  CHECK(told("01,31,,26322000000087654321,31605.00,20260514,,") == "vat 31  26322000000087654321  31605.00 2026-05-14");
}

TEST_CASE("every other payload is left raw") {
  for (const char* payload : {"", "https://HOST/", "http://HOST/q?k=22010126&m=0000777888&v=c0ffee", "https://HOST/?x=1",
                              "ZY0012345", "https://HOST/d?d=35060226_0000123456", "a,b,c", "35060226,32060126,0000123456,0a1b2c",
                              "https://HOST/d?d=3506022_0000123456_0a1b2c", "01,10,abc,1,2,3,4,5",
                              "https://HOST/d?d=35060226_0000123456_0a1b2c_12.00_20260315_5"}) {
    INFO(payload);
    CHECK(told(payload) == "");
  }
}

TEST_CASE("a 0 byte is no check character") {
  using namespace std::string_view_literals;
  CHECK_FALSE(parse_identity_number("3502061990AB07001\0"sv));
  CHECK_FALSE(parse_identity_number("350206 199003-7001\0"sv));
  CHECK_FALSE(is_credit_code("9135020oMAiii0000\0"sv));
}

TEST_CASE("random payloads never crash") {
  const std::string signs = "01,_?&=d%2Ah./-356";
  std::mt19937 random(23);
  for (int round = 0; round < 20000; ++round) {
    std::string payload;
    for (unsigned n = random() % 60; n > 0; --n) payload += signs[random() % signs.size()];
    parse_bill_payload(payload), parse_identity_number(payload), is_credit_code(payload), is_bank_card(payload);
  }
  SUCCEED();
}
