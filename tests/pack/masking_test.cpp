#include "pack/masking.hpp"

#include "catch.hpp"
#include "pack/first_pay.hpp"

namespace claimpack::pack {

TEST_CASE("masking: what is a person's, and what is a bill's") {
  const std::pair<const char*, const char*> table[] = {
      {"350203195803120018", "350203********0018"},
      {"号码35020319580312001X，", "号码350203********001X，"},
      {"350203580312001", "350203*****2001"},
      {"6222021234567890123", "***************0123"},
      {"6222 0212 3456 7890 123 号", "**** 0123 号"},
      {"电话 13812345678。", "电话 138****5678。"},
      {"票据 0012345678、35060124", "票据 0012345678、35060124"},  // bills: 10 and 8 digits
      {"25312000000123456789", "25312000000123456789"},            // 20: an electronic invoice
      {"IMG_20240520_123456.jpg", "IMG_20240520_123456.jpg"},      // a camera's name
      {"微信图片_20240520123456789.jpg", "微信图片_20240520123456789.jpg"},
      {"12345678901", "12345678901"},                                        // no mobile telephone
      {"350203********0018", "350203********0018"},                          // masked before
      {"350203195803120018.jpg 第 2 页", "350203********0018.jpg 第 2 页"},  // a file's name
      {"2024-05-20 至 2024-05-28", "2024-05-20 至 2024-05-28"},
      {"", ""}};
  for (const auto& [given, expected] : table) CHECK(masked(given) == expected);
}

TEST_CASE("masking: an account's tail") {
  CHECK(account_tail("6222 0212 3456 7890 123") == "尾号 0123");
  CHECK(account_tail("1234567") == "");
  CHECK(account_tail("") == "");
}

TEST_CASE("first pay: the share that a rule's sentence says, never another") {
  CHECK(first_pay_per_mille("出院后补办备案，先自付 10%，其余按厦门标准报销。") == 100);
  CHECK(first_pay_per_mille("先行自付12.5％") == 125);
  CHECK(first_pay_per_mille("先自付 10%；先自付 10%") == 100);
  CHECK_FALSE(first_pay_per_mille("先自付 10%，跨省先自付 20%"));
  CHECK_FALSE(first_pay_per_mille("比例降低 20%"));
  CHECK_FALSE(first_pay_per_mille("先自付一定比例"));
  CHECK_FALSE(first_pay_per_mille("先自付 100%"));
  CHECK_FALSE(first_pay_per_mille("先自付 0%"));
  CHECK_FALSE(first_pay_per_mille("先自付 10 元"));
  CHECK(share_of(331140, 100) == 33114);
  CHECK(share_of(5, 100) == 1);  // half a fen goes up
  CHECK(share_of(4, 100) == 0);
  CHECK(share_of(999999999999, 125) == 125000000000);
}

}  // namespace claimpack::pack
