#include "core/correction.hpp"

#include "catch.hpp"

using namespace claimpack::core;

TEST_CASE("every kind of correction has a name of its own, and the name leads back") {
  for (int i = 0; i <= int(CorrectionKind::note); ++i) {
    const auto kind = CorrectionKind(i);
    const auto back = correction_kind(name_of(kind));
    REQUIRE(back);
    CHECK(*back == kind);
  }
  CHECK_FALSE(correction_kind("set"));
  CHECK_FALSE(correction_kind(""));
}

TEST_CASE("a row's key leads back to its page and place, whatever the file's name holds") {
  for (const char* file : {"a.jpg", "包.zip/第2页#1@3.jpg", "x@y#z"}) {
    const Origin page{file, 12};
    const Box box{-3, 20, 300, 40};
    const auto place = row_place(row_key_of(page, box));
    REQUIRE(place);
    CHECK(place->page == page);
    CHECK(place->box == box);
  }
  for (const char* wrong : {"", "+12", "a.jpg", "a.jpg#1", "a.jpg#1@", "a.jpg#1@1,2,3", "a.jpg#1@1,2,3,4,5", "a.jpg#x@1,2,3,4",
                            "a.jpg#1@1,2,3,99999999999"})
    CHECK_FALSE(row_place(wrong));
}

TEST_CASE("a cell's name is taken apart, a field's name is none") {
  const auto cell = cell_name("items[3].unit_price");
  REQUIRE(cell);
  CHECK(cell->row == 3);
  CHECK(cell->column == "unit_price");
  CHECK(name_of_cell(3, "unit_price") == "items[3].unit_price");
  for (const char* wrong : {"total_amount", "items", "items[]", "items[x].a", "items[1]", "items[1].", "items[-1].a"})
    CHECK_FALSE(cell_name(wrong));
}

TEST_CASE("what was undone is not in force, and the rest stands in the order in which it was made") {
  std::vector<Correction> all(3);
  all[0].id = 7, all[1].id = 3, all[2].id = 5;
  all[2].undone = true;
  const auto left = in_force(all);
  REQUIRE(left.size() == 2);
  CHECK(left[0].id == 3);
  CHECK(left[1].id == 7);
}
