#include "receive/exif.hpp"

#include "receive/disk_file.hpp"

namespace claimpack::receive {

ExifFacts read_exif(std::span<const std::uint8_t> block) {
  ExifFacts facts;
  if (block.size() < 8 || block[0] != block[1] || (block[0] != 'I' && block[0] != 'M')) return facts;
  const bool little = block[0] == 'I';
  const auto number = [&](std::size_t at, int count) {
    return little ? little_endian(block, at, count) : big_endian(block, at, count);
  };
  const std::size_t directory = number(4, 4);
  const std::size_t entries = number(directory, 2);
  double density = 0;
  unsigned unit = 2;  // inches unless said otherwise
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    if (entry + 12 > block.size()) break;
    const auto tag = number(entry, 2);
    if (tag == 0x0112) facts.orientation = int(number(entry + 8, 2));
    if (tag == 0x0128) unit = number(entry + 8, 2);
    if (tag == 0x011A) {
      const std::size_t at = number(entry + 8, 4);
      const double over = number(at, 4), under = number(at + 4, 4);
      if (under > 0) density = over / under;
    }
  }
  if (facts.orientation < 1 || facts.orientation > 8) facts.orientation = 1;
  facts.dpi = unit == 3 ? density * 2.54 : density;
  return facts;
}

}  // namespace claimpack::receive
