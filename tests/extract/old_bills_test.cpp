// Bills printed on forms made in advance: figures off their labels, labels under stamps and rules, capital amounts half lost.
#include "catch.hpp"
#include "core/identifiers.hpp"
#include "extract/made_reading.hpp"
#include "extract/money_words.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

using made::line;

core::Document bill(std::vector<core::Line> lines) {
  lines.insert(lines.begin(), line(500, 60, "样例省医疗门诊收费票据", 0.99, 40));
  return made::extracted("outpatient_invoice", made::page(std::move(lines)));
}

core::Line doubted(core::Line made, const std::string& text, const std::string& other) {
  made::doubt(made, text, 0.5, other, 0.3);
  return made;
}

}  // namespace

TEST_CASE("a label of two characters is known by the reader's other opinion, and only by it") {
  const auto offered = bill({doubted(line(100, 300, "自货40.00"), "货", "费")});
  CHECK(core::value_of(offered, "personal_own_expense") == "40.00");
  const auto guessed = bill({line(100, 300, "自货40.00")});
  CHECK(core::value_of(guessed, "personal_own_expense").empty());
}

TEST_CASE("of two labels equally near neither is taken, unless the reader offers one") {
  const auto neither = bill({line(100, 300, "观金支付：390.00")});
  CHECK(core::value_of(neither, "pooled_fund_payment").empty());
  CHECK(core::value_of(neither, "personal_cash_payment").empty());
  const auto cash = bill({doubted(line(100, 300, "观金支付：390.00"), "观", "现")});
  CHECK(core::value_of(cash, "personal_cash_payment") == "390.00");
  CHECK(core::value_of(cash, "pooled_fund_payment").empty());
}

TEST_CASE("a label in old characters, and one that lost its first character to the amount before it") {
  const auto made =
      bill({line(100, 300, "個人自費：12.30"), line(100, 400, "医保统筹支付：74.20加支付"), line(560, 400, "6.00")});
  CHECK(core::value_of(made, "personal_own_expense") == "12.30");
  CHECK(core::value_of(made, "pooled_fund_payment") == "74.20");
  CHECK(core::value_of(made, "other_payment") == "6.00");
}

TEST_CASE("a word behind another label's colon is its value, not a label") {
  const auto inline_value = bill({line(100, 300, "医保类型：自费"), line(100, 340, "88.00")});
  CHECK(core::value_of(inline_value, "insurance_type") == "自费");
  CHECK(core::value_of(inline_value, "personal_own_expense").empty());
  const auto bracketed = bill({line(100, 300, "医保类型"), line(300, 300, "(自费)"), line(700, 300, "性别：女")});
  CHECK(core::value_of(bracketed, "insurance_type") == "自费");
}

TEST_CASE("values printed half a line too high belong to the labels below them") {
  std::vector<core::Line> lines;
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"票据代码：", "35060126"}, {"票据号码：", "0012345678"}, {"校验码：", "a1b2c3"}, {"开票日期：", "2024-05-20"}};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const int y = 200 + int(i) * 34;
    lines.push_back(line(1000, y, pairs[i].first));
    lines.push_back(line(1250, y - 14, pairs[i].second));
  }
  const auto made = bill(std::move(lines));
  CHECK(core::value_of(made, "bill_code") == "35060126");
  CHECK(core::value_of(made, "bill_number") == "0012345678");
  CHECK(core::value_of(made, "check_code") == "a1b2c3");
  CHECK(core::value_of(made, "issue_date") == "2024-05-20");
}

TEST_CASE("the day at the foot dates a bill whose head has none") {
  const auto made = bill({line(1100, 1900, "2020年06月19日")});
  CHECK(core::value_of(made, "issue_date") == "2020-06-19");
}

TEST_CASE("an amount in a column of ways to pay: the only one that is not nothing") {
  const auto page = made::page({line(500, 60, "样例省医疗住院收费票据", 0.99, 40), line(900, 800, "应补交"),
                                line(1200, 800, "应退款"), line(600, 840, "现金"), line(930, 840, "0.00"),
                                line(1230, 840, "0.00"), line(600, 880, "支票"), line(930, 880, "0.00"), line(1230, 880, "0.00"),
                                line(600, 920, "银行卡"), line(930, 920, "0.00"), line(1155, 920, "21216.75")});
  const auto made = made::extracted("inpatient_invoice", page);
  CHECK(core::value_of(made, "refund_amount") == "21216.75");
  CHECK(core::value_of(made, "supplement_amount") == "0.00");
}

TEST_CASE("dates printed over the form's 年, 月 and 日") {
  const auto read = [](const char* text) {
    const auto value = read_cell(Type::date, core::to_u32(text));
    return value ? value->value : std::string();
  };
  CHECK(read("2020±12-21") == "2020-12-21");
  CHECK(read("2021-01-079") == "2021-01-07");
  CHECK(read("2021-01-07") == "2021-01-07");
  CHECK(read("2021-02-30").empty());
  CHECK(read("2020±12±21").empty());  // nothing legible parts it
}

TEST_CASE("a capital amount is decoded from what the reader thought possible") {
  core::Sheet sheet;
  sheet.pages = {{0, {}}};
  const auto decoded = [&](core::Line text) -> std::string {
    const auto page = made::page({std::move(text)});
    const auto tokens = tokens_of(sheet, {&page});
    const auto value = decode_money_words(tokens, {{0, 0, tokens[0].text.size()}});
    return value ? value->value : "";
  };
  CHECK(decoded(doubted(line(100, 300, "肆佰筑拾柒元肆角零分"), "筑", "贰")) == "肆佰贰拾柒元肆角零分");
  CHECK(decoded(line(100, 300, "肆佰贰拾柒元肆角")) == "肆佰贰拾柒元肆角");
  // Two amounts as likely as one another: nothing is decided.
  core::Line torn = line(100, 300, "肆佰筑拾柒元整");
  for (auto& glyph : torn.glyphs)
    if (glyph.text == "筑") glyph.probability = 0.2, glyph.others = {{"贰", 0.3}, {"叁", 0.29}};
  CHECK(decoded(std::move(torn)).empty());
  CHECK(decoded(line(100, 300, "本收据盖章有效")).empty());
}

TEST_CASE("a capital amount under a stamp is what the figures say; one that was read whole and differs is left") {
  const auto spoilt = bill({line(100, 300, "合计（大写）：玖万壹仟陆佰叁拾肆元贰角位"), line(900, 300, "（小写）91,634.25")});
  CHECK(core::value_of(spoilt, "total_amount_words") == "玖万壹仟陆佰叁拾肆元贰角伍分");
  const auto differs = bill({line(100, 300, "合计（大写）：玖万壹仟陆佰叁拾肆元贰角"), line(900, 300, "（小写）91,634.25")});
  CHECK(core::value_of(differs, "total_amount_words") == "玖万壹仟陆佰叁拾肆元贰角");
  CHECK(core::value_of(differs, "total_amount") == "91634.25");
}

TEST_CASE("of several figures behind ¥ the words choose the total, and no share is above it") {
  const auto made = bill({line(100, 300, "合计（大写）：壹佰元整"), line(900, 300, "￥100.00"), line(900, 1700, "￥25000.00"),
                          line(100, 400, "个人自费：222200.50"), line(100, 460, "现金支付：100.00")});
  CHECK(core::value_of(made, "total_amount") == "100.00");
  CHECK(core::value_of(made, "personal_own_expense").empty());
  CHECK(made.absent.at("personal_own_expense") == core::Absence::illegible);
  CHECK(core::value_of(made, "personal_cash_payment") == "100.00");
}

TEST_CASE("the sign of money is read as such or not at all") {
  const auto made = bill({line(100, 300, "合计（大写）：壹佰元整"), doubted(line(500, 1900, "卡：年17238.06"), "年", "￥")});
  CHECK(core::value_of(made, "total_amount") == "100.00");
}

TEST_CASE("a sentence that wraps before a word that is also a label goes on") {
  const std::string wide = "精神尚可，睡眠正常，饮食尚可，大小便未见明显异常，较入院未见明显变化，出院时一般情况良好，辅助";
  const auto page = made::page({line(500, 60, "出院小结", 0.99, 40), line(60, 400, "出院情况：" + wide),
                                line(60, 440, "检查结果：无。"), line(60, 500, "出院医嘱：1.休息，2.随诊。11.")},
                               1760);
  const auto made = made::extracted("discharge_summary", page);
  CHECK(core::value_of(made, "discharge_condition") == wide + "检查结果：无。");
  CHECK(core::value_of(made, "discharge_orders") == "1.休息，2.随诊。");
}

TEST_CASE("options in two lines beside their label are read together") {
  const auto page =
      made::page({line(500, 60, "异地就医登记备案表", 0.99, 40), line(100, 420, "备案类型"),
                  line(300, 400, "□异地安置退休人员☑异地长期居住人员"), line(300, 440, "□异地转诊人员□其他临时外出就医人员")});
  CHECK(core::value_of(made::extracted("filing_form", page), "filing_category") == "异地长期居住人员");
}

}  // namespace claimpack::extract
