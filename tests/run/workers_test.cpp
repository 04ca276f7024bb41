#include "run/workers.hpp"

#include <atomic>
#include <set>
#include <thread>

#include "catch.hpp"
#include "run/made_scans.hpp"

using claimpack::run::Workers;
using namespace std::chrono_literals;

namespace {

void wait_until_none_is_stuck() {
  for (int i = 0; i < 1000 && Workers::stuck(); ++i) std::this_thread::sleep_for(10ms);
  REQUIRE(Workers::stuck() == 0);
}

}  // namespace

TEST_CASE("every work is committed once, whatever the number of threads") {
  for (const int threads : {1, 3}) {
    std::multiset<int> done;
    {
      Workers workers(threads, 60s);
      for (int i = 0; i < 200; ++i)
        workers.submit([i, &done] { return [i, &done] { done.insert(i); }; }, [] { FAIL("given up"); });
      workers.wait([&] { return done.size() >= 100; });
    }  // waits for the rest
    CHECK(done.size() == 200);
    CHECK(std::set<int>(done.begin(), done.end()).size() == 200);
  }
}

TEST_CASE("a work that sleeps for ever is given up, and its result dropped") {
  const auto gate = std::make_shared<claimpack::made::Gate>();
  const auto done = std::make_shared<std::atomic<int>>(0), given_up = std::make_shared<std::atomic<int>>(0);
  {
    Workers workers(1, 50ms);  // the only thread hangs: another must take its place
    workers.submit(
        [gate, done]() -> Workers::Commit {
          gate->wait();
          return [done] { *done += 1000; };
        },
        [given_up] { ++*given_up; });
    for (int i = 0; i < 5; ++i) workers.submit([done]() -> Workers::Commit { return [done] { ++*done; }; }, [] {});
    workers.wait([&] { return *done == 5; });
    CHECK(*given_up == 1);
    CHECK(Workers::stuck() == 1);
  }  // does not wait for the one that hangs
  gate->open();
  wait_until_none_is_stuck();
  CHECK(*done == 5);
}

TEST_CASE("a work that counts for ever is given up by its CPU time") {
  const auto stop = std::make_shared<std::atomic<bool>>(false);
  const auto given_up = std::make_shared<std::atomic<bool>>(false);
  {
    Workers workers(2, 50ms);
    workers.submit(
        [stop]() -> Workers::Commit {
          while (!*stop) {}
          return [] {};
        },
        [given_up] { *given_up = true; });
    workers.wait([&] { return given_up->load(); });
  }
  *stop = true;
  wait_until_none_is_stuck();
  CHECK(given_up->load());
}

TEST_CASE("a work below the limit is not given up for the others' time") {
  std::atomic<int> done{0}, given_up{0};
  {
    Workers workers(1, 2s);
    for (int i = 0; i < 30; ++i)
      workers.submit(
          [&]() -> Workers::Commit {
            std::this_thread::sleep_for(5ms);
            return [&] { ++done; };
          },
          [&] { ++given_up; });
  }
  CHECK(done == 30);
  CHECK(given_up == 0);
}
