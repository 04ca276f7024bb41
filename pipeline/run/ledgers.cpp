#include "run/ledgers.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "pack/ledger.hpp"
#include "pack/station_key.hpp"
#include "receive/receive.hpp"
#include "run/commands.hpp"
#include "run/output.hpp"
#include "run/summary.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

bool is_packet(const fs::path& folder) {
  std::error_code ignored;
  return folder.filename().string().rfind('.', 0) != 0 && fs::is_regular_file(folder / "claim.json", ignored) &&
         fs::is_regular_file(folder / "packet.pdf", ignored);
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return in ? std::string{std::istreambuf_iterator<char>(in), {}} : std::string();
}

std::vector<fs::path> packets_in(const std::vector<fs::path>& folders) {
  std::vector<fs::path> packets;
  for (const fs::path& folder : folders) {
    if (is_packet(folder)) {
      packets.push_back(folder);
      continue;
    }
    std::error_code fault;
    for (fs::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault))
      if (is_packet(at->path())) packets.push_back(at->path());
  }
  std::sort(packets.begin(), packets.end(), [](const fs::path& a, const fs::path& b) {
    const std::string left = a.filename().string(), right = b.filename().string();
    return left != right ? receive::natural_less(left, right) : a < b;
  });
  packets.erase(std::unique(packets.begin(), packets.end()), packets.end());
  return packets;
}

core::Result<core::Done> write_whole(const fs::path& file, const std::string& bytes) {
  fs::path partial = file;
  partial += ".partial-" + std::to_string(getpid());
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  out << bytes << std::flush;
  std::error_code fault;
  if (out) fs::rename(partial, file, fault);
  if (out && !fault) return core::Done{};
  std::error_code ignored;
  fs::remove(partial, ignored);
  return Error{ErrorCode::disk, "The ledger cannot be written", file.string(), "Choose a folder that may be written to"};
}

fs::path bills_file(const fs::path& csv) {
  fs::path file = csv;
  file.replace_filename(csv.stem().string() + "-bills" + csv.extension().string());
  return file;
}

}  // namespace

core::Result<LedgersWritten> write_ledgers(const std::vector<fs::path>& folders, const fs::path& xlsx, const fs::path& csv,
                                           bool all, bool english) {
  std::vector<pack::LedgerClaim> claims;
  LedgersWritten written;
  for (const fs::path& packet : packets_in(folders)) {
    auto read = pack::read_ledger_claim(bytes_of(packet / "claim.json"), bytes_of(packet / "manifest.json"),
                                        (packet / "claim.json").string());
    if (!read) return read.error();
    if (read.value().packet_sha256.empty()) {  // made before packets were signed
      const auto digest = pack::sha256_file(packet / "packet.pdf");
      if (!digest) return digest.error();
      read.value().packet_sha256 = digest.value();
    }
    written.accepted += read.value().claim.outcome == core::Outcome::complete;
    claims.push_back(std::move(read).value());
  }
  written.claims = static_cast<int>(claims.size());
  if (claims.empty())
    return Error{ErrorCode::empty, "There are no packets", folders.empty() ? "" : folders.front().string(),
                 "Name the folder that `claimpack process --out` wrote"};
  const pack::Ledger ledger = pack::make_ledger(claims, all, english);
  if (!xlsx.empty()) {
    const auto bytes = pack::ledger_xlsx(ledger, xlsx.has_parent_path() ? xlsx.parent_path() : fs::path("."));
    if (!bytes) return bytes.error();
    if (const auto done = write_whole(xlsx, bytes.value()); !done) return done.error();
  }
  if (!csv.empty())
    for (const auto& [file, sheet] : {std::pair{csv, &ledger.claims}, {bills_file(csv), &ledger.bills}})
      if (const auto done = write_whole(file, pack::ledger_csv(*sheet)); !done) return done.error();
  return written;
}

Exit finance_command(const FinanceOptions& options, const Common& common) {
  if (options.xlsx.empty() && options.csv.empty())
    return refuse({ErrorCode::bad_input, "No ledger is asked for", "", "Give --xlsx FILE or --csv FILE"}, common);
  const bool english = common.language == Language::en;
  const auto written = write_ledgers(options.packets, options.xlsx, options.csv, options.all, english);
  if (!written) return refuse(written.error(), common);
  const auto [claims, accepted] = written.value();
  if (common.as_json) common.out << "{\"claims\": " << claims << ", \"accepted\": " << accepted << "}" << std::endl;
  else if (english) common.out << claims << " packets, " << accepted << " of them accepted" << std::endl;
  else common.out << "共 " << claims << " 件案卷，其中已受理 " << accepted << " 件" << std::endl;
  return Exit::all_complete;
}

}  // namespace claimpack::run
