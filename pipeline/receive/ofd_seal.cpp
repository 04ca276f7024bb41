#include "receive/ofd_seal.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace claimpack::receive {

namespace {

constexpr std::int64_t seal_bytes_max = 16 << 20;
constexpr int signatures_max = 200, stamps_max = 5000, der_depth_max = 24, der_values_max = 20000;
constexpr std::uint8_t ia5_string = 0x16, utf8_string = 0x0C, octet_string = 0x04;

struct Tlv {
  std::uint8_t tag = 0;
  std::span<const std::uint8_t> value;
};

// The next value of a DER sequence; nothing where it does not fit.
std::optional<Tlv> next_of(std::span<const std::uint8_t>& from) {
  if (from.size() < 2) return std::nullopt;
  Tlv tlv{from[0], {}};
  std::size_t head = 2, length = from[1];
  if (length >= 0x80) {
    const std::size_t count = length & 0x7F;
    if (count == 0 || count > 4 || from.size() < 2 + count) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8 | from[2 + i];
    head += count;
  }
  if (from.size() < head + length) return std::nullopt;
  tlv.value = from.subspan(head, length);
  from = from.subspan(head + length);
  return tlv;
}

bool is_picture_type(const std::string& type) {
  static const std::string known[] = {"PNG", "JPG", "JPEG", "BMP", "OFD", "GIF", "TIF", "TIFF", "SVG"};
  return std::find(std::begin(known), std::end(known), type) != std::end(known);
}

std::string upper_case(std::span<const std::uint8_t> bytes) {
  std::string text(bytes.begin(), bytes.end());
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = char(c - 'a' + 'A');
  return std::string(trimmed(text));
}

// SES_ESPictrueInfo: SEQUENCE { type IA5String, data OCTET STRING, width, height }, wherever it lies.
std::optional<SealPicture> search(std::span<const std::uint8_t> der, int depth, int& values) {
  std::string type;
  while (auto tlv = next_of(der)) {
    if (--values < 0) return std::nullopt;
    if (tlv->tag == octet_string && is_picture_type(type))
      return SealPicture{type, std::vector<std::uint8_t>(tlv->value.begin(), tlv->value.end())};
    type = tlv->tag == ia5_string || tlv->tag == utf8_string
               ? upper_case(tlv->value.first(std::min<std::size_t>(8, tlv->value.size())))
               : "";
    // Constructed values, and octets that hold DER again (a seal inside a signature).
    const bool wraps = tlv->tag == octet_string && !tlv->value.empty() && tlv->value[0] == 0x30;
    if (((tlv->tag & 0x20) != 0 || wraps) && depth < der_depth_max)
      if (auto found = search(tlv->value, depth + 1, values)) return found;
  }
  return std::nullopt;
}

class Gathering {
 public:
  Gathering(const OfdPackage& package, OfdSignatures& into) : package_(package), into_(into) {}

  void take(const pugi::xml_node& listed, const std::string& list, int number) {
    const std::string prefix = number == 1 ? "Signature/" : "Signature[" + std::to_string(number) + "]/";
    const auto fact = [&](const char* name, std::string value) {
      if (!value.empty()) into_.facts.emplace_back(prefix + name, std::move(value));
    };
    fact("Type", std::string(attribute_of(listed, "Type")));
    const std::string file = package_.find(attribute_of(listed, "BaseLoc"), list);
    const auto xml = package_.xml(file);
    if (!xml) return fact("Fault", "missing");
    const auto root = root_of(xml.value()), info = child_of(root, "SignedInfo");
    const auto provider = child_of(info, "Provider");
    fact("ProviderName", std::string(attribute_of(provider, "ProviderName")));
    fact("Company", std::string(attribute_of(provider, "Company")));
    fact("SignatureMethod", child_text(info, "SignatureMethod"));
    fact("SignatureDateTime", child_text(info, "SignatureDateTime"));
    const auto stamps = children_of(info, "StampAnnot");
    if (stamps.empty()) return;
    const std::size_t seal = seal_of(package_.find(child_text(child_of(info, "Seal"), "BaseLoc"), file),
                                     package_.find(child_text(root, "SignedValue"), file));
    for (const auto& stamp : stamps) {
      const auto boundary = rect_of(attribute_of(stamp, "Boundary"));
      if (!boundary || int(into_.stamps.size()) >= stamps_max) continue;
      into_.stamps.push_back(
          {std::string(attribute_of(stamp, "PageRef")), *boundary, rect_of(attribute_of(stamp, "Clip")), seal});
    }
  }

 private:
  // From the seal's file, else from the signature, which holds a copy of the seal.
  std::size_t seal_of(const std::string& seal_file, const std::string& value_file) {
    const auto [at, fresh] = known_.try_emplace(seal_file + "|" + value_file, into_.seals.size());
    if (!fresh) return at->second;
    into_.seals.emplace_back();
    for (const auto& file : {seal_file, value_file}) {
      const auto bytes = package_.bytes(file, seal_bytes_max);
      if (!bytes) continue;
      if (auto picture = seal_picture(bytes.value())) {
        into_.seals.back() = std::move(*picture);
        break;
      }
    }
    return at->second;
  }

  const OfdPackage& package_;
  OfdSignatures& into_;
  std::map<std::string, std::size_t> known_;
};

}  // namespace

std::optional<SealPicture> seal_picture(std::span<const std::uint8_t> der) {
  int values = der_values_max;
  return search(der, 0, values);
}

OfdSignatures load_signatures(const OfdPackage& package, const OfdDocument& document) {
  OfdSignatures signatures;
  if (document.signatures.empty()) return signatures;
  const auto xml = package.xml(document.signatures);
  if (!xml) return signatures;
  Gathering gathering(package, signatures);
  int number = 0;
  for (const auto& listed : children_of(root_of(xml.value()), "Signature"))
    if (number < signatures_max) gathering.take(listed, document.signatures, ++number);
  return signatures;
}

}  // namespace claimpack::receive
