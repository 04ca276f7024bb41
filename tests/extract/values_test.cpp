// Values of every type, as printed and as readers give them.
#include <string>
#include <vector>

#include "catch.hpp"
#include "core/identifiers.hpp"
#include "core/text.hpp"
#include "extract/lists.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

// The value in the text; "(none)" where there is none.
std::string value_of(Type type, const std::string& text) {
  const auto value = read_cell(type, core::to_u32(text));
  return value ? value->value : "(none)";
}

double worth_of(Type type, const std::string& text) {
  const auto value = read_cell(type, core::to_u32(text));
  return value ? value->worth : 0;
}

struct Given {
  Type type;
  std::string text, value;
};

void check_all(const std::vector<Given>& all) {
  for (const auto& given : all) {
    INFO("text: " << given.text << ", type " << int(given.type));
    CHECK(value_of(given.type, given.text) == given.value);
  }
}

const std::string none = "(none)";

}  // namespace

TEST_CASE("names of persons and clerks") {
  check_all({{Type::name, "江小渝", "江小渝"},
             {Type::name, ":江小渝", "江小渝"},
             {Type::name, "买买提·艾力", "买买提·艾力"},
             {Type::name, "江*渝", "江*渝"},
             {Type::name, "江小渝(签字)", "江小渝"},
             {Type::name, "MARTIN", "MARTIN"},
             {Type::name, "江", none},
             {Type::name, "12345", none},
             {Type::name, "Al", none},
             {Type::name, "本人因病在外地住院治疗现申请报销有关费用", none},
             {Type::clerk, "卫德邻", "卫德邻"},
             {Type::clerk, "A0231", "A0231"},
             {Type::clerk, "0231", "0231"},
             {Type::clerk, "ABC", none},
             {Type::clerk, "7", none}});
  CHECK(worth_of(Type::name, "江小渝") > worth_of(Type::name, "江小渝本人签"));
}

TEST_CASE("sex, age, days, bed") {
  check_all({{Type::sex, "男", "男"},
             {Type::sex, ":女", "女"},
             {Type::sex, "女性", "女"},
             {Type::sex, "未填", none},
             {Type::age, "57岁", "57岁"},
             {Type::age, "3岁2个月", "3岁2个月"},
             {Type::age, "28天", "28天"},
             {Type::age, "57", "57"},
             {Type::age, "岁", none},
             {Type::age, "2026年", none},
             {Type::days, "14天", "14"},
             {Type::days, "共14日", "14"},
             {Type::days, "14", "14"},
             {Type::days, "1400", none},
             {Type::days, "十四天", none},
             {Type::bed, "12床", "12床"},
             {Type::bed, ":A-07", "A-07"},
             {Type::bed, "加3床", "加3床"},
             {Type::bed, "内科", none}});
  CHECK(worth_of(Type::age, "57岁") > worth_of(Type::age, "57"));
}

TEST_CASE("dates in every form") {
  for (const char* text : {"2026-03-15", "2026/3/15", "2026.03.15", "20260315", "2026年3月15日", "2026年03月15日14时02分",
                           "2026-03-1514:02", "2026-03-15 14:02:11", "二〇二六年三月十五日", ":2026-03-15"}) {
    INFO("text: " << text);
    CHECK(value_of(Type::date, core::without_blanks(text)) == "2026-03-15");
  }
  check_all({{Type::date, "12.50", none},
             {Type::date, "未填写", none},
             {Type::date, "0592-2026315", none},
             {Type::date_from, "2026-03-01至2026-03-15", "2026-03-01"},
             {Type::date_until, "2026-03-01至2026-03-15", "2026-03-15"},
             {Type::date_from, "20260301-20260315", "2026-03-01"},
             {Type::date_until, "20260301-20260315", "2026-03-15"},
             {Type::date_from, "2016.09.13-长期", "2016-09-13"},
             {Type::date_until, "2016.09.13-长期", "长期"},
             {Type::date_from, "202109.13-长期", "2021-09-13"},
             {Type::date_until, "202109.13-长期", "长期"}});
}

TEST_CASE("money with the mistakes of readers") {
  check_all({{Type::money, "12345.60", "12345.60"},
             {Type::money, "¥1,234.50", "1234.50"},
             {Type::money, "1234.5元", "1234.50"},
             {Type::money, "-12.00", "-12.00"},
             {Type::money, "28,10", "28.10"},
             {Type::money, "1.040.20", "1040.20"},
             {Type::money, "12O.5O", "120.50"},
             {Type::money, "2l.00", "21.00"},
             {Type::money, "100", "100.00"},
             {Type::money, "(小写)¥88.80", "88.80"},
             {Type::money, "元", none},
             {Type::money, "A12.00", none},
             {Type::money, "1.2.3.4", none},
             {Type::money_words, "壹万贰仟叁佰肆拾伍元陆角整", "壹万贰仟叁佰肆拾伍元陆角整"},
             {Type::money_words, "人民币(大写):捌拾捌元捌角整", "捌拾捌元捌角整"},
             {Type::money_words, "元", none},
             {Type::money_words, "合计金额", none},
             {Type::price, "2.5000", "2.5000"},
             {Type::price, "O.5", "0.5"},
             {Type::price, "1,200.00", "1200.00"},
             {Type::price, "1.2.3", none},
             {Type::price, "元", none}});
  CHECK(worth_of(Type::money, "12.00") > worth_of(Type::money, "12"));
  CHECK(worth_of(Type::money_words, "捌拾捌元捌角整") > worth_of(Type::money_words, "捌拾元捌角元捌"));
}

TEST_CASE("quantities, units, ratios, classes") {
  check_all({{Type::quantity, "3", "3"},
             {Type::quantity, "×3", "3"},
             {Type::quantity, "x2", "2"},
             {Type::quantity, "-1", "-1"},
             {Type::quantity, "1O", "10"},
             {Type::quantity, "10/次", "10"},
             {Type::quantity, "次", none},
             {Type::quantity, "-", none},
             {Type::unit, "支", "支"},
             {Type::unit, "毫升", "毫升"},
             {Type::unit, "一二三四五六七八九十一", none},
             {Type::unit, ":.", none},
             {Type::ratio, "10%", "10%"},
             {Type::ratio, "0.1", "0.1"},
             {Type::ratio, "甲", none},
             {Type::insurance_class, "甲", "甲"},
             {Type::insurance_class, "乙类", "乙类"},
             {Type::insurance_class, "自费", "自费"},
             {Type::insurance_class, "Z", "乙"},
             {Type::insurance_class, "ABC", none},
             {Type::index, "12", "12"},
             {Type::remark, ":乙类,", "乙类"},
             {Type::remark, ":,", none},
             {Type::item_name, ":阿莫西林胶囊", "阿莫西林胶囊"},
             {Type::item_name, ":", none}});
  CHECK(worth_of(Type::insurance_class, "Z") < worth_of(Type::insurance_class, "乙"));
}

TEST_CASE("numbers with a length of their own") {
  FieldTemplate bill;
  bill.type = Type::digits, bill.length_min = 8, bill.length_max = 12;
  const auto digits = [&](const std::string& text) {
    const auto value = read_value(bill, core::to_u32(text));
    return value ? value->value : none;
  };
  CHECK(digits("0012345678") == "0012345678");
  CHECK(digits("No:0012345678") == "0012345678");
  CHECK(digits("00l2345678") == "0012345678");
  CHECK(digits("12O4567890") == "1204567890");
  CHECK(digits("1234567") == none);
  CHECK(digits("1234567890123") == none);
  CHECK(digits("OOOOOOOOOO") == none);

  FieldTemplate record;
  record.type = Type::code, record.length_min = 3, record.length_max = 12;
  const auto code = [&](const std::string& text) {
    const auto value = read_value(record, core::to_u32(text));
    return value ? value->value : none;
  };
  CHECK(code(":ZY2026-0031") == "ZY2026-0031");
  CHECK(code("0031-") == "0031");
  CHECK(code("0031内科") == "0031");
  CHECK(code("ABCD") == none);
  CHECK(code("12") == none);
  CHECK(code("1234567890123") == none);
  CHECK(code("无") == none);
}

TEST_CASE("numbers with a check digit") {
  const std::string first = "35020319800115002";
  const std::string number = first + core::identity_check(first);
  CHECK(value_of(Type::id_number, number) == number);
  CHECK(worth_of(Type::id_number, number) == 1.0);
  CHECK(value_of(Type::id_number, "公民身份号码" + number) == number);
  std::string misread = number;
  misread.replace(misread.find('0'), 1, "O");
  CHECK(value_of(Type::id_number, misread) == number);
  const std::string wrong = first + (core::identity_check(first) == '1' ? '2' : '1');
  CHECK(worth_of(Type::id_number, wrong) <= 0.5);
  CHECK(value_of(Type::id_number, "3502031980") == none);
  CHECK(value_of(Type::id_number, "350203********0021") == "350203********0021");

  CHECK(worth_of(Type::bank_card, "4111111111111111") == 1.0);
  CHECK(value_of(Type::bank_card, "4111-1111-1111-1111") == "4111111111111111");
  CHECK(worth_of(Type::bank_card, "4111111111111112") < 1.0);
  CHECK(value_of(Type::bank_card, "12345") == none);

  CHECK(value_of(Type::phone, "13800138000") == "13800138000");
  CHECK(value_of(Type::phone, "0592-1234567") == "0592-1234567");
  CHECK(worth_of(Type::phone, "13800138000") > worth_of(Type::phone, "0592-1234567"));
  CHECK(value_of(Type::phone, "110") == none);

  CHECK(value_of(Type::check_code, ":a1B2c3") == "a1B2c3");
  CHECK(value_of(Type::check_code, "ab") == none);
  CHECK(worth_of(Type::check_code, "a1B2c3") > worth_of(Type::check_code, "a1B2c"));
}

TEST_CASE("institutions and places") {
  check_all({{Type::hospital, "样例市第一人民医院", "样例市第一人民医院"},
             {Type::hospital, "收款单位:样例市中心医院", "样例市中心医院"},
             {Type::hospital, "样例市中心医院住院费用清单", "样例市中心医院"},
             {Type::hospital, "样例医科大学附属医院(东院区)", "样例医科大学附属医院(东院区)"},
             {Type::hospital, "样例镇卫生院", "样例镇卫生院"},
             {Type::hospital, "医院", none},
             {Type::hospital, "费用明细清单", none},
             {Type::bank, "样例银行股份有限公司", "样例银行"},
             {Type::bank, "样例农村信用社", "样例农村信用社"},
             {Type::bank, "银行", none},
             {Type::bank, "储蓄卡", none},
             {Type::department, "呼吸内科", "呼吸内科"},
             {Type::department, "肾内科就诊时间:2025", "肾内科"},
             {Type::department, "0123", none},
             {Type::region, ":样例省样例市", "样例省样例市"},
             {Type::region, ":,", none},
             {Type::ethnicity, "汉族", "汉"},
             {Type::ethnicity, "汉", "汉"},
             {Type::ethnicity, "12", none},
             {Type::address, "样例市样例路12号", "样例市样例路12号"},
             {Type::block, "1.注意休息。", "1.注意休息。"},
             {Type::text, ":城乡居民;", "城乡居民"},
             {Type::text, ":;", none}});
  CHECK(worth_of(Type::department, "呼吸内科") > worth_of(Type::department, "张医生"));
}

TEST_CASE("one of several printed choices") {
  FieldTemplate field;
  field.type = Type::choice;
  field.options = {U"异地安置退休人员", U"异地长期居住人员", U"异地转诊人员"};
  const auto choice = [&](const std::string& text) {
    const auto value = read_value(field, core::to_u32(text));
    return value ? value->value : none;
  };
  CHECK(choice("异地转诊人员") == "异地转诊人员");
  CHECK(choice("□异地安置退休人员☑异地长期居住人员□异地转诊人员") == "异地长期居住人员");
  CHECK(choice("□异地安置退休人员√异地长期居住人员") == "异地长期居住人员");
  CHECK(choice("□异地安置退休人员□异地长期居住人员") == none);
  CHECK(choice("") == none);
}

TEST_CASE("lists in parts") {
  using Parts = std::vector<std::string>;
  CHECK(split_list(U"胆囊结石;脂肪肝") == Parts{"胆囊结石", "脂肪肝"});
  CHECK(split_list(U"胆囊结石；脂肪肝。") == Parts{"胆囊结石", "脂肪肝"});
  CHECK(split_list(U"1.胆囊结石2.脂肪肝") == Parts{"胆囊结石", "脂肪肝"});
  CHECK(split_list(U"1、胆囊结石2、脂肪肝") == Parts{"胆囊结石", "脂肪肝"});
  CHECK(split_list(U"(1)胆囊结石(2)脂肪肝") == Parts{"胆囊结石", "脂肪肝"});
  CHECK(split_list(U"2型糖尿病") == Parts{"2型糖尿病"});
  CHECK(split_list(U"左肾结石1.5cm") == Parts{"左肾结石1.5cm"});
  CHECK(split_list(U";;。").empty());
  CHECK(split_list(U"").empty());

  FieldTemplate field;
  field.type = Type::diagnoses;
  CHECK_FALSE(read_value(field, U";。"));
  CHECK(read_value(field, U"1.胆囊结石")->list == Parts{"胆囊结石"});
  CHECK(is_list(Type::diagnoses));
  CHECK(is_list(Type::hospitals));
  CHECK_FALSE(is_list(Type::text));
  CHECK(runs_on(Type::block));
  CHECK_FALSE(runs_on(Type::name));
}

TEST_CASE("a value knows where it stands in its text") {
  const std::u32string text = U"合计:28,10元";
  const auto value = read_cell(Type::money, text);
  REQUIRE(value);
  CHECK(text.substr(value->begin, value->end - value->begin) == U"28,10");
}

TEST_CASE("nothing is read from nothing, whatever the type") {
  for (int type = 0; type <= int(Type::index); ++type) {
    INFO("type " << type);
    CHECK_FALSE(read_cell(Type(type), U""));
    FieldTemplate field;
    field.type = Type(type);
    CHECK_FALSE(read_value(field, U""));
  }
}

TEST_CASE("a day that does not exist is no other day") {
  for (const char* text : {"2026-02-30", "2026-03-32", "2026年2月31日"}) {
    INFO(text);
    CHECK(value_of(Type::date, text) == none);
  }
}

TEST_CASE("a number before a type or degree is a list's number") {
  CHECK(split_list(core::to_u32("1.2型糖尿病2.高血压病3级")) == std::vector<std::string>{"2型糖尿病", "高血压病3级"});
}

TEST_CASE("a dash between two dates is a dash however it was read") {
  CHECK(value_of(Type::date_from, "20240321|20240404") == "2024-03-21");
  CHECK(value_of(Type::date_until, "20240321|20240404") == "2024-04-04");
}

}  // namespace claimpack::extract
