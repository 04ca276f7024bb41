#include "core/page_print.hpp"
#include "catch.hpp"

using namespace claimpack::core;

namespace {

constexpr int side = page_print_side;

PagePrint made(int (*cell)(int x, int y)) {
  PagePrint print;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) print.push_back(static_cast<std::uint8_t>(cell(x, y)));
  return print;
}

int words(int x, int y) { return (x * 7 + y * 13 + (x * y) % 5) % 16; }
int moved(int x, int y) { return words(x - 2, y + 1); }
int turned(int x, int y) { return words(y, side - 1 - x); }
int upside_down(int x, int y) { return words(side - 1 - x, side - 1 - y); }
int rows(int x, int y) { return y % 3 == 0 ? 12 : x % 2; }

}  // namespace

TEST_CASE("a page is like itself, moved a little, turned by a quarter or by half") {
  const auto print = made(words);
  CHECK(likeness(print, print) > 0.999);
  CHECK(likeness(print, made(turned)) > 0.999);
  CHECK(likeness(print, made(upside_down)) > 0.999);
  CHECK(likeness(print, made([](int x, int y) { return (moved(x, y) + 16) % 16; })) > 0.9);
}

TEST_CASE("another page is not, nor is one that has no print") {
  CHECK(likeness(made(words), made(rows)) < 0.5);
  CHECK(likeness({}, {}) == 0);
  CHECK(likeness(made(words), {}) == 0);
  CHECK(likeness(PagePrint(5), PagePrint(5)) == 0);
  CHECK(likeness(made([](int, int) { return 7; }), made(words)) < 0.1);  // even grey says nothing
}
