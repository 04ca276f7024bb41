// A page of the claim in the packet: its picture without loss, turned and straightened by the page's own matrix.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/reading.hpp"
#include "core/result.hpp"

namespace claimpack::pack {

// Where the scan stands on its packet page. Points, from the lower left corner, as PDF has it.
struct Placement {
  double width = 0, height = 0;       // of the page
  std::array<double, 6> image{};      // the matrix that brings the unit square to the scan's place
  std::array<double, 6> from_scan{};  // x' = a x + c y + e, y' = b x + d y + f of a pixel of the scan
  core::Point apply(core::Point scan) const {
    return {from_scan[0] * scan.x + from_scan[2] * scan.y + from_scan[4],
            from_scan[1] * scan.x + from_scan[3] * scan.y + from_scan[5]};
  }
};

// The affine part, at the page's middle, of the map from scan to clean page; the page is as large as the paper was.
// Where the map bends (a photo), the page grows so that no corner of the paper is cut off.
Placement place_scan(const core::Reading& reading);

// An image as PDF wants it: stream bytes with the filter that they are in.
struct ImageStream {
  std::string bytes;
  int width = 0, height = 0;
  int bits = 8;
  std::string colour_space;  // "/DeviceGray", "[ /Indexed … ]" …
  std::string filter;        // "/DCTDecode" …
  std::string parameters;    // dictionary, empty where there are none
  std::string decode;        // array, empty where the default holds
  std::string profile;       // ICC, in place of colour_space where it is not empty
  int profile_components = 0;
};

// The bytes as they came, where PDF can carry them: JPEG (Huffman, 8 bit), the rows of a PNG as they are packed, and G4.
std::optional<ImageStream> take_over(const core::EncodedImage& image);
// Any pixels without loss: one bit where all are black or white, grey where no colour is, PNG predictors, Flate.
ImageStream compress(const core::Image& image);

// A number as PDF takes it, whatever the locale: "12.5", at most five decimals.
std::string number(double value);
std::string matrix(const std::array<double, 6>& m);

}  // namespace claimpack::pack
