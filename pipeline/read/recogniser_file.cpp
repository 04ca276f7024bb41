#ifdef CLAIMPACK_HAS_ONNX

#include "read/recogniser_file.hpp"

#include <onnx/onnx_pb.h>

#include <cstring>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "read/onnx_model.hpp"

namespace claimpack::read {

namespace {

const onnx::NodeProto* maker_of(const onnx::GraphProto& graph, const std::string& value) {
  for (const auto& node : graph.node())
    if (node.output_size() == 1 && node.output(0) == value) return &node;
  return nullptr;
}

std::optional<std::vector<float>> constant(const onnx::GraphProto& graph, const std::string& name, int dimensions) {
  for (const auto& tensor : graph.initializer()) {
    if (tensor.name() != name) continue;
    if (tensor.data_type() != onnx::TensorProto::FLOAT || tensor.dims_size() != dimensions) return {};
    if (tensor.float_data_size() > 0) return std::vector<float>(tensor.float_data().begin(), tensor.float_data().end());
    std::vector<float> values(tensor.raw_data().size() / sizeof(float));
    std::memcpy(values.data(), tensor.raw_data().data(), values.size() * sizeof(float));
    return values;
  }
  return {};
}

// From the graph's output back to what goes into the last product: softmax of (values × weights + bias).
struct Ending {
  std::set<const onnx::NodeProto*> nodes;
  std::string values;
  std::vector<float> weights, bias;
};

std::optional<Ending> ending_of(const onnx::GraphProto& graph) {
  Ending ending;
  if (graph.output_size() != 1) return {};
  std::string value = graph.output(0).name();
  for (const char* wanted : {"Softmax", "Add", "MatMul"}) {
    const onnx::NodeProto* node = maker_of(graph, value);
    while (node && node->op_type() == "Identity") ending.nodes.insert(node), node = maker_of(graph, node->input(0));
    if (!node || node->op_type() != wanted) return {};
    ending.nodes.insert(node);
    value = node->input(0);
    if (node->op_type() == "Softmax") continue;
    auto numbers = constant(graph, node->input(1), node->op_type() == "Add" ? 1 : 2);
    if (!numbers) return {};
    (node->op_type() == "Add" ? ending.bias : ending.weights) = std::move(*numbers);
  }
  if (ending.bias.empty() || ending.weights.empty() || ending.weights.size() % ending.bias.size() != 0) return {};
  ending.values = value;
  return ending;
}

void cut_off(onnx::GraphProto& graph, const Ending& ending) {
  std::set<std::string> unused;
  for (const auto* node : ending.nodes)
    if (node->input_size() == 2) unused.insert(node->input(1));
  for (int i = graph.node_size(); i-- > 0;)
    if (ending.nodes.count(&graph.node(i))) graph.mutable_node()->DeleteSubrange(i, 1);
  for (int i = graph.initializer_size(); i-- > 0;)
    if (unused.count(graph.initializer(i).name())) graph.mutable_initializer()->DeleteSubrange(i, 1);
  for (int i = graph.input_size(); i-- > 0;)
    if (unused.count(graph.input(i).name())) graph.mutable_input()->DeleteSubrange(i, 1);
  graph.mutable_output(0)->set_name(ending.values);
  graph.mutable_output(0)->mutable_type()->mutable_tensor_type()->clear_shape();
}

}  // namespace

core::Result<RecogniserFile> read_recogniser(const std::filesystem::path& file) {
  if (const auto there = model_is_there(file); !there) return there.error();
  std::ifstream in(file, std::ios::binary);
  onnx::ModelProto model;
  const bool parsed = model.ParseFromIstream(&in);
  const std::optional<Ending> ending = parsed ? ending_of(model.graph()) : std::nullopt;
  if (!ending)
    return core::Error{core::ErrorCode::damaged,
                       parsed ? "The model does not end as a recogniser does" : "The model does not load", file.string(),
                       "Bring it again with: models/fetch"};
  RecogniserFile read;
  read.layer = ClassLayer(ending->weights, ending->bias);
  for (const auto& entry : model.metadata_props())
    if (entry.key() == "character") {
      std::istringstream lines(entry.value());
      for (std::string line; std::getline(lines, line);) read.characters.push_back(line);
    }
  cut_off(*model.mutable_graph(), *ending);
  model.SerializeToString(&read.network);
  return read;
}

}  // namespace claimpack::read

#endif
