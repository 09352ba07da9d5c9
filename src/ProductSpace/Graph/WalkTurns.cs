using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// One walk cut into turns, so that several of them can take turns on one thread (coroutines over an index: Jonathan et
/// al., VLDB 2018; Psaropoulos et al., VLDB 2017). A turn uses what the turn before asked the memory for, asks for what
/// the next one will use, and ends. The steps are those of <see cref="Walk"/>, in the same order: a walk finds the same
/// nodes, whoever walks beside it.
/// </summary>
internal sealed class WalkTurns
{
    private enum Step
    {
        /// <summary>The first node of an upper layer is on its way, with its list.</summary>
        FirstOfLayer,

        /// <summary>The list of a node of an upper layer is on its way.</summary>
        Spread,

        /// <summary>The codes of the neighbors on an upper layer are on their way.</summary>
        Nearest,

        /// <summary>The node of layer 0 that the descent led to is on its way.</summary>
        EnterBase,

        /// <summary>The list of the nearest unexpanded node is on its way.</summary>
        Expand,

        /// <summary>The codes of its unseen neighbors are on their way.</summary>
        Offer,

        Done,
    }

    /// <summary>Rows whose lines a core can await at once, about.</summary>
    public static readonly int AtOnce = int.Parse(Environment.GetEnvironmentVariable("XA") ?? "10");

    private Step _step;
    private int _layer;
    private int _node;
    private int _best;
    private int _count;
    private int _unasked;
    private long _hops;

    /// <summary>Begins at the top; the scratch of the walk is ready.</summary>
    public void BeginAtTop(LayerView layer0, LayerView[] upper, int entryPoint)
    {
        _hops = 0;
        _unasked = 0;
        if (upper.Length > 0)
        {
            StartLayer(upper, upper.Length - 1, 0);
        }
        else
        {
            StartBase(layer0, entryPoint);
        }
    }

    /// <summary>Begins on layer 0 with what is in the pool.</summary>
    public void BeginInPool(in LayerView layer0, WalkScratch walk)
    {
        _hops = 0;
        _unasked = 0;
        TakeNext(layer0, walk);
    }

    /// <summary>Finds the unseen neighbors of the node whose list was on its way; between two turns, or at the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Expand(in LayerView layer0, WalkScratch walk)
    {
        if (_step == Step.Expand)
        {
            _count = walk.Visited.AddUnseen(layer0.Neighbors(_node), layer0.Count, walk.Nodes(layer0.Degree));
            _unasked = _count;
            _step = Step.Offer;
        }
    }

    /// <summary>Rows that the next turn will use and nobody asked for yet; whoever takes them asks for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> TakeUnasked(WalkScratch walk)
    {
        int count = _unasked;
        _unasked = 0;
        return walk.Nodes(count).AsSpan(0, count);
    }

    /// <summary>
    /// Goes on by one step, and asks for the rows <paramref name="ahead"/> of another walk on the way; false when the walk
    /// is done.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Turn(in LayerView layer0, LayerView[] upper, in QueryScorer scorer, WalkScratch walk, ReadOnlySpan<int> ahead)
    {
        if (_step == Step.Expand)
        {
            Expand(layer0, walk);
        }

        if (_step == Step.Offer)
        {
            int[] nodes = walk.Nodes(layer0.Degree);
            _unasked = 0;
            int middle = Math.Max(0, ahead.Length - AtOnce);
            layer0.Codes.Dot(nodes.AsSpan(0, _count), scorer.Query, walk.Dots, ahead[..middle]);
            layer0.Codes.Prefetch(ahead[middle..]);
            Walk.Insert(scorer, _count, nodes, walk);
            TakeNext(layer0, walk);
            return _step != Step.Done;
        }

        layer0.Codes.Prefetch(ahead);
        switch (_step)
        {
            case Step.EnterBase:
                Walk.Enter(layer0, scorer, _node, walk);
                TakeNext(layer0, walk);
                break;
            case Step.Done:
                break;
            default:
                Descend(layer0, upper, scorer, walk);
                break;
        }

        return _step != Step.Done;
    }

    private void Descend(in LayerView layer0, LayerView[] upper, in QueryScorer scorer, WalkScratch walk)
    {
        ref readonly LayerView layer = ref upper[_layer];
        int[] nodes = walk.Nodes(layer.Degree);
        if (_step == Step.Nearest)
        {
            int nearest = Walk.Nearest(layer.Codes, scorer, _node, _count, nodes, walk, ref _best);
            if (nearest != _node)
            {
                _node = nearest;
                layer.PrefetchNeighbors(nearest);
                _step = Step.Spread;
                return;
            }

            int below = Walk.NodeBelow(upper, _layer, _node, layer0.Count);
            if (_layer > 0)
            {
                StartLayer(upper, _layer - 1, below);
            }
            else
            {
                StartBase(layer0, below);
            }

            return;
        }

        if (_step == Step.FirstOfLayer)
        {
            _best = Walk.DistanceOf(layer.Codes, scorer, _node, nodes, walk);
        }

        _count = Walk.Spread(layer, _node, nodes);
        _step = Step.Nearest;
    }

    private void StartLayer(LayerView[] upper, int layer, int node)
    {
        _layer = layer;
        _node = node;
        upper[layer].Codes.Prefetch(node);
        upper[layer].PrefetchNeighbors(node);
        _step = Step.FirstOfLayer;
    }

    private void StartBase(in LayerView layer0, int node)
    {
        _node = node;
        layer0.Codes.Prefetch(node);
        _step = Step.EnterBase;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeNext(in LayerView layer0, WalkScratch walk)
    {
        if (walk.Pool.TryNext(out _node))
        {
            _hops++;
            layer0.PrefetchNeighbors(_node);
            _step = Step.Expand;
        }
        else
        {
            walk.Hops += _hops;
            _step = Step.Done;
        }
    }
}
