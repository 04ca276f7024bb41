// A packet of many pages: time, memory and size; and is it right?
//
//   bench_packet [DIR]     a folder below which JPEGs lie; samples/claims where none is named
//   --pages N              300
// The JPEGs are taken round and round, each page with 60 lines of text. Fails where a page is not in the packet byte by byte,
// where the file is larger than the scans by more than 2 KB a page and 600 KB, or where its signature does not hold.
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include "pack/manifest.hpp"
#include "pack/pack.hpp"
#include "pack/verify.hpp"

namespace {

namespace fs = std::filesystem;
using namespace claimpack;
using Bytes = std::shared_ptr<const std::vector<std::uint8_t>>;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

long peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

std::vector<Bytes> scans_below(const fs::path& dir) {
  std::vector<fs::path> files;
  for (const auto& each : fs::recursive_directory_iterator(dir))
    if (each.path().extension() == ".jpg") files.push_back(each.path());
  std::sort(files.begin(), files.end());
  std::vector<Bytes> scans;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    scans.push_back(
        std::make_shared<const std::vector<std::uint8_t>>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>{}));
  }
  return scans;
}

core::Reading reading_of(int page) {
  core::Reading reading;
  reading.origin = {std::to_string(page + 1) + ".jpg", 1};
  reading.width = reading.scan_width = 1654;
  reading.height = reading.scan_height = 2339;
  for (int i = 0; i < 60; ++i) {
    core::Line line;
    line.text = "氯化钠注射液 0.9% 250ml 甲 " + std::to_string(page) + "." + std::to_string(i) + " 单价 12.50 数量 3 金额 37.50";
    line.box = line.upright = {100, 100 + i * 35, 1400, 28};
    reading.lines.push_back(std::move(line));
  }
  return reading;
}

core::Claim claim_of(int pages) {
  core::Claim claim;
  claim.claim_id = "bench";
  claim.outcome = core::Outcome::complete;
  core::Document list;
  list.kind = "expense_list";
  for (int page = 0; page < pages; ++page) list.pages.push_back({page, {}});
  claim.documents.push_back(std::move(list));
  return claim;
}

bool is_signed_right(const core::Claim& claim, const core::Packet& packet) {
  const fs::path folder = fs::temp_directory_path() / "claimpack_bench_packet";
  fs::create_directories(folder);
  const auto write = [&](const char* name, const std::string& bytes) { std::ofstream(folder / name, std::ios::binary) << bytes; };
  write("packet.pdf", packet.packet_pdf);
  const pack::StationKey key = pack::StationKey::from_seed({1});
  const std::string manifest =
      pack::manifest_json(claim, packet.places, {},
                          {{"packet.pdf", pack::sha256_hex(packet.packet_pdf), packet.packet_pdf.size()}}, key.public_key());
  write(pack::manifest_name, manifest);
  write(pack::signature_name, pack::signature_text(manifest, key));
  const auto verdict = pack::verify(folder, key.public_key());
  fs::remove_all(folder);
  return verdict && verdict.value().holds();
}

}  // namespace

int main(int count, char** arguments) {
  fs::path dir = CLAIMPACK_SOURCE "/samples/claims";
  int pages = 300;
  for (int i = 1; i < count; ++i) {
    if (std::string(arguments[i]) == "--pages" && i + 1 < count) pages = std::max(1, std::atoi(arguments[++i]));
    else dir = arguments[i];
  }
  const std::vector<Bytes> scans = scans_below(dir);
  if (scans.empty()) return std::cerr << "no JPEGs below " << dir << "\n", 1;
  std::vector<core::Reading> readings;
  std::vector<pack::PacketPage> made;
  std::size_t bytes = 0;
  for (int page = 0; page < pages; ++page) readings.push_back(reading_of(page));
  for (int page = 0; page < pages; ++page) {
    pack::PacketPage each;
    each.reading = &readings[std::size_t(page)];
    each.original.format = core::EncodedImage::Format::jpeg;
    each.original.bytes = scans[std::size_t(page) % scans.size()];
    bytes += each.original.bytes->size();
    made.push_back(std::move(each));
  }
  const core::Claim claim = claim_of(pages);
  const long before_mb = peak_mb();
  const double begun = cpu_seconds();
  const auto packet = pack::pack(claim, made, {});
  const double packed = cpu_seconds();
  if (!packet) return std::cerr << core::sentence(packet.error()) << "\n", 1;
  const bool holds = is_signed_right(claim, packet.value());
  const double proved = cpu_seconds();
  const auto unchanged = std::count_if(packet.value().places.begin(), packet.value().places.end(),
                                       [](const core::PagePlace& place) { return place.unchanged && place.reason.empty(); });
  const double mb = 1 << 20, size = double(packet.value().packet_pdf.size());
  std::cout << pages << " pages, scans " << double(bytes) / mb << " MB, packet " << size / mb << " MB; packed in "
            << packed - begun << " s of CPU, signed and proved in " << proved - packed << " s; memory at most " << peak_mb()
            << " MB, " << before_mb << " MB before\n";
  const bool small = size < double(bytes) + 2048.0 * pages + 600 * 1024;
  if (unchanged != pages) std::cout << "WRONG: only " << unchanged << " pages as scanned\n";
  if (!small) std::cout << "WRONG: too large\n";
  if (!holds) std::cout << "WRONG: the signature does not hold\n";
  return unchanged == pages && small && holds ? 0 : 1;
}
