#include "review/reason_words.hpp"

#include "catch.hpp"

using claimpack::review::reason_words;

TEST_CASE("a reason is counted under its rule's words and what is missing, without what differs from claim to claim") {
  const std::string rule = "缺少{title}，请补交{copy}。";
  CHECK(reason_words(rule, "缺少费用清单，请补交原件。") == "缺少费用清单，请补交…");
  CHECK(reason_words(rule, "缺少身份证反面，请补交复印件。") == "缺少身份证反面，请补交…");
  CHECK(reason_words("合计 {a} 与明细 {b} 不符，差 {c}。", "合计 12.00 与明细 10.00 不符，差 2.00。") ==
        "合计 … 与明细 … 不符，差 …");
  CHECK(reason_words("{name}不一致", "江予怀不一致") == "…不一致");
  // Not as the rule says it, or no rule of that name: figures and what is quoted stay out.
  CHECK(reason_words(rule, "费用清单缺第 3 页（共 12 页），请补交。") == "费用清单缺第 … 页（共 … 页），请补交");
  CHECK(reason_words("", "交款人“林秀兰”与“林秀英”不一致，差 1,234.50 元。") == "交款人…与…不一致，差 … 元");
  CHECK(reason_words("", "") == "");
  CHECK(reason_words("{a}{b}", "甲乙") == "……");
  CHECK(reason_words("缺{title", "缺{title") == "缺{title");
}
