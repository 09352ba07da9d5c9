using System.Numerics;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Evaluation.Numerics;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A trained neural matrix factorisation. Its score is no dot product, so that it runs the layers for every product;
/// the part of the first layer that depends on the product alone is computed once.
/// </summary>
internal sealed class NeuralMfModel : IRecommender
{
    private const int Block = 256;

    private readonly int _views;
    private readonly int _factors;
    private readonly int _inputs;
    private readonly float[] _viewed;
    private readonly float[] _firstOfSession;
    private readonly float[] _firstBias;
    private readonly float[] _second;
    private readonly float[] _secondBias;
    private readonly float[] _last;
    private readonly float[] _lastBias;

    // By blocks of products, each [features x Block].
    private readonly float[] _productFactors;
    private readonly float[] _productFirst;

    public NeuralMfModel(NeuralMfNetwork<float> network, int views)
    {
        _views = views;
        _factors = network.Factors;
        _inputs = network.Inputs;
        _viewed = network.Views.Rows.Values;
        _second = network.Second.Weights.Values;
        _secondBias = network.Second.Bias.Values;
        _last = network.Last.Weights.Values;
        _lastBias = network.Last.Bias.Values;
        _firstBias = network.First.Bias.Values;
        RowParameter<float> rows = network.Products.Rows;
        ProductCount = rows.Rows;
        int blocks = (ProductCount + Block - 1) / Block;
        _productFactors = new float[blocks * Block * _factors];
        _productFirst = new float[blocks * Block * _inputs];
        _firstOfSession = new float[_inputs * _inputs];
        float[] ofProduct = new float[_inputs * _inputs];
        for (int i = 0; i < _inputs; i++)
        {
            ReadOnlySpan<float> weights = network.First.Weights.Values.AsSpan(i * 2 * _inputs, 2 * _inputs);
            weights[.._inputs].CopyTo(_firstOfSession.AsSpan(i * _inputs));
            weights[_inputs..].CopyTo(ofProduct.AsSpan(i * _inputs));
        }

        float[] columns = new float[_inputs * Block];
        for (int block = 0; block < blocks; block++)
        {
            Span<float> factors = _productFactors.AsSpan(block * Block * _factors, Block * _factors);
            for (int i = 0; i < Math.Min(Block, ProductCount - (block * Block)); i++)
            {
                ReadOnlySpan<float> row = rows.Row((block * Block) + i);
                for (int j = 0; j < _factors; j++)
                {
                    factors[(j * Block) + i] = row[j];
                }

                for (int j = 0; j < _inputs; j++)
                {
                    columns[(j * Block) + i] = row[_factors + j];
                }
            }

            MatrixProduct.Multiply<float>(
                ofProduct, _inputs, 1, columns, _productFirst.AsSpan(block * Block * _inputs), _inputs, _inputs, Block);
        }
    }

    public int ProductCount { get; }

    public IRecommenderScorer CreateScorer() => new Scorer(this);

    private sealed class Scorer(NeuralMfModel model) : IRecommenderScorer
    {
        private readonly float[] _session = new float[model._factors + model._inputs];
        private readonly float[] _first = new float[model._inputs];
        private readonly float[] _hidden = new float[model._inputs * Block];
        private readonly float[] _second = new float[model._inputs / 2 * Block];
        private readonly float[] _linear = new float[Block];
        private readonly float[] _deep = new float[Block];

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ScoreOne(batch[i].Products, scores.Slice(i * model.ProductCount, model.ProductCount));
            }
        }

        private void ScoreOne(ReadOnlySpan<int> viewed, Span<float> scores)
        {
            int known = KnownViews.Sum(viewed, model._viewed, _session.Length, model._views, _session);
            if (known == 0)
            {
                scores.Fill(IRecommenderScorer.NotRecommended);
                return;
            }

            Bag.Scale(_session.AsSpan(), 1f / known);
            int inputs = model._inputs;
            MatrixProduct.Multiply<float>(
                model._firstOfSession, inputs, 1, _session.AsSpan(model._factors), _first, inputs, inputs, 1);
            for (int i = 0; i < inputs; i++)
            {
                _first[i] += model._firstBias[i];
            }

            for (int i = 0; i < model._factors; i++)
            {
                _session[i] *= model._last[i];
            }

            for (int start = 0; start < scores.Length; start += Block)
            {
                ScoreBlock(start, scores.Slice(start, Math.Min(Block, scores.Length - start)));
            }
        }

        private void ScoreBlock(int start, Span<float> scores)
        {
            int inputs = model._inputs;
            int factors = model._factors;
            model._productFirst.AsSpan(start * inputs, inputs * Block).CopyTo(_hidden);
            Lanes.AddBias<float>(_hidden, _first, Block);
            Dense<float>.Activate(_hidden, Activation.Relu);
            MatrixProduct.Multiply<float>(model._second, inputs, 1, _hidden, _second, inputs / 2, inputs, Block);
            Lanes.AddBias<float>(_second, model._secondBias, Block);
            Dense<float>.Activate(_second, Activation.Relu);
            MatrixProduct.Multiply<float>(
                model._last.AsSpan(factors), 0, 1, _second, _deep, 1, inputs / 2, Block);
            MatrixProduct.Multiply<float>(
                _session, 0, 1, model._productFactors.AsSpan(start * factors), _linear, 1, factors, Block);
            for (int i = 0; i < scores.Length; i++)
            {
                scores[i] = _linear[i] + _deep[i] + model._lastBias[0];
            }
        }
    }
}
