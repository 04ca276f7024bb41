#include "run/table.hpp"

#include "catch.hpp"

using claimpack::run::display_width;
using claimpack::run::fixed;
using claimpack::run::table;

TEST_CASE("Chinese characters are two columns wide") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("案卷") == 4);
  CHECK(display_width("（a）") == 5);
  CHECK(display_width("１２") == 4);
  CHECK(display_width("·—") == 2);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("𠮷") == 2);
  CHECK(display_width("") == 0);
}

TEST_CASE("columns stand one below the other") {
  CHECK(table({{"案卷", "页数", "结论"}, {"a", "12", "齐全"}, {"长长长", "3", "x"}}, {1}) ==
        "案卷    页数  结论\n"
        "a         12  齐全\n"
        "长长长     3  x\n");
  CHECK(table({{"title"}, {"  a", "b"}}) == "title\n  a    b\n");
  CHECK(fixed(1.25, 1) == "1.2");
  CHECK(fixed(-0.5, 2) == "-0.50");
}
