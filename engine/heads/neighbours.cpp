// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/neighbours.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/heads/blas.h"
#include "engine/heads/standardise.h"

namespace microt {

namespace {

constexpr Eigen::Index kQueryRows = 256; ///< so that the distances of a block stay in the cache

class NeighbourHead : public Head
{
public:
    NeighbourHead(const FeatureMatrix& features, std::vector<int> labels, int classes, int neighbours,
                  std::vector<float> weights)
        : m_space(features), m_training(m_space.apply(features)),
          m_squares(m_training.rowwise().squaredNorm()), m_labels(std::move(labels)),
          m_weights(std::move(weights)), m_classes(classes),
          m_neighbours(std::min<int>(std::max(1, neighbours), static_cast<int>(features.rows())))
    {}

    FeatureMatrix logits(const FeatureMatrix& features) const override
    {
        FeatureMatrix result(features.rows(), m_classes);
        const FeatureMatrix queries = m_space.apply(features);
        FeatureMatrix products;
        for (Eigen::Index begin = 0; begin < queries.rows(); begin += kQueryRows) {
            const Eigen::Index count = std::min(kQueryRows, queries.rows() - begin);
            multiply(queries.middleRows(begin, count), Transposed::no, m_training, Transposed::yes, products);
            for (Eigen::Index row = 0; row < count; ++row)
                result.row(begin + row) = vote(products.row(row));
        }
        return result;
    }

    std::int64_t macsPerSample() const override { return m_training.size(); }
    std::int64_t parameterCount() const override { return m_training.size(); }

private:
    /// The query's own norm is the same for all training samples and left out.
    Eigen::RowVectorXf vote(const Eigen::RowVectorXf& products) const
    {
        const Eigen::RowVectorXf distances = m_squares.transpose() - 2.0F * products;
        std::vector<Eigen::Index> order(static_cast<std::size_t>(distances.size()));
        std::iota(order.begin(), order.end(), Eigen::Index{0});
        std::partial_sort(order.begin(), order.begin() + m_neighbours, order.end(),
                          [&](Eigen::Index a, Eigen::Index b) {
                              return distances[a] != distances[b] ? distances[a] < distances[b] : a < b;
                          });
        Eigen::RowVectorXf votes =
            Eigen::RowVectorXf::Constant(m_classes, 1.0F / static_cast<float>(m_classes));
        float all = 1.0F;
        for (int i = 0; i < m_neighbours; ++i) {
            const int label = m_labels[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])];
            const float weight = m_weights.empty() ? 1.0F : m_weights[static_cast<std::size_t>(label)];
            votes[label] += weight;
            all += weight;
        }
        return (votes / all).array().log().matrix();
    }

    Standardisation m_space;
    FeatureMatrix m_training; ///< standardised
    Eigen::VectorXf m_squares;
    std::vector<int> m_labels;
    std::vector<float> m_weights; ///< of each class's votes, or none
    int m_classes;
    int m_neighbours;
};

} // namespace

std::shared_ptr<const Head> trainNeighbours(const FeatureMatrix& features, const std::vector<int>& labels,
                                            int classes, const NeighbourOptions& options,
                                            const std::vector<float>& weights)
{
    return std::make_shared<NeighbourHead>(features, labels, classes, options.neighbours, weights);
}

} // namespace microt
