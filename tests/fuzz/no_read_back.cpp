// In the fuzzer's build alone, in place of pack/read_back.cpp: clang 14 does not take qpdf's headers in C++20. What the fuzzer
// gives to `verify` has no packet.pdf, so that nobody reads one back.
#include <stdexcept>

#include "pack/read_back.hpp"

namespace claimpack::pack {

PacketSeen read_back(const std::string&) { throw std::runtime_error("there is no packet.pdf"); }

}  // namespace claimpack::pack
