#include "core/geometry.hpp"

#include "catch.hpp"

using namespace claimpack::core;

TEST_CASE("a map and its inverse bring a point back") {
  const PageMap map{{0.99, -0.05, 12, 0.04, 1.01, -7, 1e-5, -2e-5, 1}};
  for (const Point p : {Point{0, 0}, Point{1654, 2340}, Point{100.5, 2000.25}}) {
    const Point there = map.apply(p), back = map.inverse().apply(there);
    CHECK(back.x == Approx(p.x).margin(1e-6));
    CHECK(back.y == Approx(p.y).margin(1e-6));
    const Point both = map.then(map.inverse()).apply(p);
    CHECK(both.x == Approx(p.x).margin(1e-6));
    CHECK(both.y == Approx(p.y).margin(1e-6));
  }
}

TEST_CASE("a quarter turn maps a box to its exact box") {
  const PageMap turn{{0, -1, 100, 1, 0, 0, 0, 0, 1}};  // (x, y) -> (100 - y, x)
  CHECK(turn.apply(Box{10, 20, 30, 40}) == Box{40, 10, 40, 30});
}
