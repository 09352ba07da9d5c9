using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Networks.Layers;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// Trained towers: the vector of a session is what the tower of views makes of its last known views and a 1, that of a
/// product is its row with its bias.
/// </summary>
internal sealed class TwoTowerModel : VectorRecommender
{
    private readonly float[] _viewed;
    private readonly DenseStepper<float> _hidden;
    private readonly DenseStepper<float> _last;
    private readonly int _views;

    public TwoTowerModel(TwoTowerNetwork<float> network, int views)
        : base(
            network.Output.Rows.Rows,
            network.Output.Rows.Columns,
            FlatRows.Of(network.Output.Rows.Values, network.Output.Rows.Columns))
    {
        _viewed = network.Views.Rows.Values;
        _hidden = network.Hidden.ToStepper();
        _last = network.Last.ToStepper();
        _views = views;
    }

    public override ISessionVectors CreateSessionVectors() => new SessionVectors(this);

    private sealed class SessionVectors(TwoTowerModel model) : ISessionVectors
    {
        private readonly int _units = model.Dimension - 1;
        private readonly float[] _mean = new float[model.Dimension - 1];
        private readonly float[] _hidden = new float[Lanes.For(model._hidden.Outputs)];
        private readonly float[] _last = new float[Lanes.For(model._last.Outputs)];

        public bool Write(in SessionSoFar session, Span<float> vector)
        {
            int known = KnownViews.Sum(session.Products, model._viewed, _units, model._views, _mean);
            if (known == 0)
            {
                return false;
            }

            Bag.Scale(_mean.AsSpan(), 1f / known);
            model._hidden.Run(_mean, _hidden);
            model._last.Run(_hidden.AsSpan(0, model._hidden.Outputs), _last);
            _last.AsSpan(0, _units).CopyTo(vector);
            vector[_units] = 1;
            return true;
        }
    }
}
