// Electronic signatures of an OFD (GB/T 33190-2016, chapter 18; GB/T 38540-2020): who signed, and the pictures of seals.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "receive/ofd_document.hpp"

namespace claimpack::receive {

struct OfdStamp {
  std::string page_id;
  Rect boundary;
  std::optional<Rect> clip;  // the part of it that shows
  std::size_t seal = 0;      // index into OfdSignatures::seals
};

struct SealPicture {
  std::string type;  // "PNG", "OFD" …, as the seal says
  std::vector<std::uint8_t> bytes;
};

struct OfdSignatures {
  std::vector<OfdStamp> stamps;
  std::vector<SealPicture> seals;  // empty bytes where the picture cannot be had
  // Type, provider, time of each, as EmbeddedData has it.
  std::vector<std::pair<std::string, std::string>> facts;
};

OfdSignatures load_signatures(const OfdPackage& package, const OfdDocument& document);
// The picture inside the DER of an electronic seal, or of a signature that holds its seal. Nothing where there is none.
std::optional<SealPicture> seal_picture(std::span<const std::uint8_t> der);

}  // namespace claimpack::receive
