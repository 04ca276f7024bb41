#include "run/laid_out.hpp"

#include <mutex>
#include <utility>

#include "core/claim.hpp"
#include "pack/manifest.hpp"
#include "receive/file_name.hpp"
#include "run/output.hpp"
#include "run/station.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Arrival;
using core::Done;
using core::ErrorCode;
using core::Result;

const Arrival* arrival_named(const core::LedgerClaim& claim, const std::vector<Arrival>& members, const std::string& file) {
  if (members.size() == 1 && claim.one_file) return &members.front();
  for (const Arrival& each : members) {
    const std::string name = receive::utf8_name(each.name);
    if (file == name || file.compare(0, name.size() + 1, name + "/") == 0) return &each;
  }
  return nullptr;
}

Result<fs::path> lay_out(core::Shelf& shelf, core::Disk& disk, const core::LedgerClaim& claim,
                         const std::vector<Arrival>& members, const fs::path& folder) {
  if (const auto clear = disk.remove(folder); !clear) return clear.error();
  if (const auto made = disk.make_folder(folder); !made) return made.error();
  for (const Arrival& each : members)
    if (const auto linked = disk.link(shelf.place_of(each.digest), folder / each.name); !linked) return linked.error();
  return claim.one_file && members.size() == 1 ? folder / members.front().name : folder;
}

Result<std::vector<check::EarlierBill>> earlier_bills(core::Shelf& shelf, std::int64_t claim, const core::Claim& found) {
  std::vector<std::string> numbers;
  for (const auto& bill : bills_of(found)) numbers.push_back(bill.bill_number);
  const auto known = shelf.bills_before(claim, numbers);
  if (!known) return known.error();
  std::vector<check::EarlierBill> bills;
  for (const auto& each : known.value()) bills.push_back({each.code, each.number, each.claim});
  return bills;
}

// Sealed before it is kept: what is put in place later, perhaps by another life, has its signature already.
Result<Done> keep_packet(core::Shelf& shelf, const core::Claim& claim, const core::Packet& packet, const Equipment& equipment,
                         const pack::StationKey& key, core::PacketRecord& record) {
  std::vector<NamedBytes> files = files_of(packet);
  const Seal seal = seal_over(files, claim, packet, equipment, key);
  files.push_back({pack::manifest_name, seal.manifest});
  files.push_back({pack::signature_name, seal.signature});
  for (const NamedBytes& each : files) {
    auto kept = shelf.keep(each.bytes);
    if (!kept) return kept.error();
    record.files.push_back({each.name, std::move(kept).value()});
  }
  return Done{};
}

Result<Done> publish_waiting(core::Shelf& shelf, core::Disk& disk, const fs::path& out,
                             const std::function<void(const std::string&)>& tell) {
  // The reading thread and a reviewer's submission may be at it at the same time: one folder has one writer.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const auto waiting = shelf.unpublished();
  if (!waiting) return waiting.error();
  for (const core::PacketRecord& packet : waiting.value()) {
    const auto claim = shelf.claim(packet.claim);
    if (!claim) return claim.error();
    auto folder = ClaimFolder::begin(out, claim.value().name, &disk);
    if (!folder && folder.error().code == ErrorCode::bad_input) {  // of this packet only; the others do not wait for it
      tell("Packet " + std::to_string(packet.id) + " cannot be put in place: " + core::sentence(folder.error()));
      continue;
    }
    if (!folder) return folder.error();
    for (const auto& [name, digest] : packet.files) {
      const auto bytes = shelf.bytes_of(digest);
      if (!bytes) return bytes.error();
      if (const auto written = folder.value().write(name, bytes.value()); !written) return written;
    }
    if (const auto placed = folder.value().finish(); !placed) return placed;
    if (const auto noted = shelf.published(packet.id); !noted) return noted;
  }
  return Done{};
}

}  // namespace claimpack::run
