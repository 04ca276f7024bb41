// ICC profiles written here (ICC.1:2010, version 4.2), so that a packet's colours mean the same on every screen and printer and
// no file of unknown licence is carried along.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace claimpack::pack {

// sRGB as IEC 61966-2-1 has it, adapted to D50: the packet's output intent.
std::string srgb_profile();
// Inks of a scan that says nothing of its press: each takes its complement's light away, as `receive` shows them to the reader.
std::string cmyk_profile();

// May a picture's own profile stand in the packet: whole, of a version up to 4, for pictures of as many channels?
bool is_usable_profile(std::span<const std::uint8_t> profile, int components);

}  // namespace claimpack::pack
