// Every parser of ours behind one function that takes bytes: for the fuzzer (tools/fuzz), and for the replay of the kept
// corpus with seeded mutations in ./check. What a parser refuses is fine; a crash, a sanitizer's complaint, a broken promise
// (a date that does not come back as it was written) or a hang is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace claimpack::fuzz {

using Input = std::span<const std::uint8_t>;
using Seed = std::vector<std::uint8_t>;

struct Target {
  std::string name;  // of its folder in the corpus
  void (*take)(Input);
  std::vector<Seed> (*seeds)();  // what the project itself makes of that format
  std::size_t bytes_max = 4096;  // longer inputs find nothing more and take longer
};

std::vector<Target> core_targets();       // text, dates, money, numbers, payloads of codes
std::vector<Target> picture_targets();    // what receive reads of pictures, and of PDF's listings
std::vector<Target> container_targets();  // ZIP, OFD and its parts, intake, backups
std::vector<Target> knowledge_targets();  // templates, rules, lexicons, notices, settings, calibration
std::vector<Target> packet_targets();     // readings, kept claims, manifests: what comes back to the program
std::vector<Target> all_targets();

inline std::string_view text_of(Input input) { return {reinterpret_cast<const char*>(input.data()), input.size()}; }
inline Seed seed_of(std::string_view text) { return {text.begin(), text.end()}; }
// A broken promise: says which and aborts.
void promised(bool held, const char* what);

}  // namespace claimpack::fuzz
