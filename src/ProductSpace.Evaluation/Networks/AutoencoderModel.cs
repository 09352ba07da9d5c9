using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Networks.Layers;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A trained autoencoder: the vector of a session is what the encoder makes of its products and a 1, that of a product
/// is its row of the decoder with its bias.
/// </summary>
internal sealed class AutoencoderModel : VectorRecommender
{
    private readonly float[] _seen;
    private readonly float[] _bias;
    private readonly int _maxProducts;

    public AutoencoderModel(AutoencoderNetwork<float> network, int maxProducts)
        : base(
            network.Output.Rows.Rows,
            network.Output.Rows.Columns,
            FlatRows.Of(network.Output.Rows.Values, network.Output.Rows.Columns))
    {
        _seen = network.Seen.Rows.Values;
        _bias = network.Bias.Values;
        _maxProducts = maxProducts;
    }

    public override ISessionVectors CreateSessionVectors() => new SessionVectors(this);

    private sealed class SessionVectors(AutoencoderModel model) : ISessionVectors
    {
        private readonly int _units = model._bias.Length;
        private readonly float[] _hidden = new float[Lanes.For(model._bias.Length)];
        private readonly List<int> _products = [];

        public bool Write(in SessionSoFar session, Span<float> vector)
        {
            LastDistinct.Find(session.Products, model.ProductCount, model._maxProducts, _products);
            if (_products.Count == 0)
            {
                return false;
            }

            Span<float> hidden = _hidden.AsSpan(0, _units);
            hidden.Clear();
            foreach (int product in _products)
            {
                Bag.Add(model._seen.AsSpan(product * _units, _units), 1f, hidden);
            }

            Bag.Scale(hidden, (float)(1 / Math.Sqrt(_products.Count)));
            Bag.Add(model._bias, 1f, hidden);
            Dense<float>.Activate(_hidden, Activation.Tanh);
            hidden.CopyTo(vector);
            vector[_units] = 1;
            return true;
        }
    }
}
