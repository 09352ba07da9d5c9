using System.Runtime.InteropServices;
using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Networks.Layers;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// A trained GRU4Rec: the vector of a session is the state of the GRU after its views and a 1, that of a product is its
/// row with its bias.
/// </summary>
internal sealed class Gru4RecModel : VectorRecommender
{
    private readonly GruStepper<float> _cell;

    private readonly IReadOnlyDictionary<int, float[]> _firsts;

    /// <summary>Takes over the rows and the cell.</summary>
    /// <param name="rows">Rows of the products [products x (units + 1)].</param>
    /// <param name="cell">GRU of a session.</param>
    /// <param name="firsts">
    /// What a session of each known shopper begins with [units]; null if all begin with zeros.
    /// </param>
    public Gru4RecModel(float[] rows, GruStepper<float> cell, IReadOnlyDictionary<int, float[]>? firsts = null)
        : base(rows.Length / (cell.Units + 1), cell.Units + 1, FlatRows.Of(rows, cell.Units + 1))
    {
        _cell = cell;
        _firsts = firsts ?? new Dictionary<int, float[]>();
    }

    public override ISessionVectors CreateSessionVectors() => new SessionVectors(this, _cell);

    /// <summary>Keeps the state of the last session, since the next one is often the same, one view further.</summary>
    private sealed class SessionVectors(Gru4RecModel model, GruStepper<float> cell) : ISessionVectors
    {
        private readonly GruStepper<float>.Buffers _buffers = cell.CreateBuffers();
        private readonly float[] _state = new float[cell.Units];
        private readonly List<int> _viewed = [];
        private int _known;
        private int _user = -1;

        public bool Write(in SessionSoFar session, Span<float> vector)
        {
            ReadOnlySpan<int> views = session.Products;
            if (_viewed.Count == 0 || session.User != _user || !views.StartsWith(CollectionsMarshal.AsSpan(_viewed)))
            {
                _viewed.Clear();
                _known = 0;
                _user = session.User;
                _state.AsSpan().Clear();
                if (model._firsts.TryGetValue(_user, out float[]? first))
                {
                    first.CopyTo(_state, 0);
                }
            }

            foreach (int product in views[_viewed.Count..])
            {
                if ((uint)product < (uint)model.ProductCount)
                {
                    cell.Step(model.ProductVector(product)[..cell.Units], _state, _buffers);
                    _known++;
                }

                _viewed.Add(product);
            }

            _state.CopyTo(vector);
            vector[cell.Units] = 1;
            return _known > 0;
        }
    }
}
