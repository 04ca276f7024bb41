// A station's ledger as after years: `full_store DIR COUNT` adds so many claims to the ledger in DIR, which is made where it is
// not there. Their pages' bytes are not there: for measuring queues, filters and the dashboard.
#include <iostream>

#include "store/full_store.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::cerr << "full_store DIR COUNT\n";
    return 1;
  }
  namespace store = claimpack::store;
  const std::filesystem::path folder = argv[1];
  const auto desk = store::open_desk(folder, store::system_disk(), store::system_clock());
  if (!desk) {
    std::cerr << claimpack::core::sentence(desk.error()) << "\n";
    return 1;
  }
  int waiting = 0;
  claimpack::made::fill_store(
      {folder / "ledger.sqlite", store::system_clock().now_ms()}, std::stoi(argv[2]),
      [&](const claimpack::core::DeskClaim& row) { waiting += row.stand == claimpack::core::Stand::waiting; });
  std::cout << argv[2] << " claims, " << waiting << " of them wait\n";
} catch (const std::exception& thrown) {
  std::cerr << thrown.what() << "\n";
  return 1;
}
