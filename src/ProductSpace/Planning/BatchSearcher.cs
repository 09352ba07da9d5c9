using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// Answers many queries of one course on one thread. Up to <see cref="BatchScratch.MostLanes"/> of them are under way and
/// take turns: while the memory brings what one asked for, the others work. Those that need a scan wait for each other and
/// share the rows. Each query takes the steps that it would take alone, in the same order, so that its answer is the same.
/// </summary>
internal readonly ref struct BatchSearcher(
    SpaceView space,
    BatchScratch scratch,
    Course course,
    RowSet? filter,
    int k,
    ReadOnlySpan<int> excluded,
    ReadOnlySpan<float> vectors,
    Span<Neighbor> neighbors,
    Span<SearchResult> results)
{
    /// <summary>Exact rows asked for a turn before they are measured: those of the usual k.</summary>
    private const int RowsAhead = 32;

    private readonly SpaceView _space = space;
    private readonly BatchScratch _scratch = scratch;
    private readonly Course _course = course;
    private readonly RowSet? _filter = filter;
    private readonly int _k = k;
    private readonly int _places = neighbors.Length / results.Length;
    private readonly ReadOnlySpan<int> _excluded = excluded;
    private readonly ReadOnlySpan<float> _vectors = vectors;
    private readonly Span<Neighbor> _neighbors = neighbors;
    private readonly Span<SearchResult> _results = results;

    private static readonly int s_x = int.Parse(Environment.GetEnvironmentVariable("XL") ?? "8");
    public void Run()
    {
        int lanes = Math.Min(s_x, _results.Length);
        int next = 0;
        int waiting = 0;
        for (int i = 0; i < lanes; i++)
        {
            BatchLane lane = _scratch.Lane(i);
            Begin(lane, next++);
            waiting += lane.Stage == LaneStage.Scan ? 1 : 0;
        }

        int done = 0;
        while (done < _results.Length)
        {
            for (int i = 0; i < lanes; i++)
            {
                BatchLane lane = _scratch.Lane(i);
                ReadOnlySpan<int> ahead = Prepare(i, lanes);
                if (lane.Stage is LaneStage.Walk)
                {
                    if (!lane.Turns.Turn(_space.Base, _space.Upper, new QueryScorer(lane.Scratch.Query.Codes), lane.Scratch.Walk, ahead))
                    {
                        Arrive(lane);
                    }

                    continue;
                }

                _space.Codes.Prefetch(ahead);
                if (lane.Stage is LaneStage.Idle or LaneStage.Scan || Turn(lane))
                {
                    continue;
                }

                if (lane.Stage == LaneStage.Idle)
                {
                    done++;
                    if (next < _results.Length)
                    {
                        Begin(lane, next++);
                    }
                }

                waiting += lane.Stage == LaneStage.Scan ? 1 : 0;
            }

            if (waiting > 0 && waiting == next - done)
            {
                ScanTogether(lanes);
                done += waiting;
                waiting = 0;
                for (int i = 0; i < lanes && next < _results.Length; i++)
                {
                    Begin(_scratch.Lane(i), next++);
                    waiting += _scratch.Lane(i).Stage == LaneStage.Scan ? 1 : 0;
                }
            }
        }
    }

    /// <summary>Readies the lanes whose turns come soon; the rows that the one after next will use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<int> Prepare(int current, int lanes)
    {
        BatchLane near = _scratch.Lane((current + Math.Min(2, lanes - 1)) % lanes);
        ReadOnlySpan<int> ahead = near.Stage == LaneStage.Walk ? near.Turns.TakeUnasked(near.Scratch.Walk) : [];
        int first = Math.Min(ahead.Length, WalkTurns.AtOnce);
        _space.Codes.Prefetch(ahead[..first]);
        BatchLane far = _scratch.Lane((current + Math.Min(3, lanes - 1)) % lanes);
        if (far.Stage == LaneStage.Walk)
        {
            far.Turns.Expand(_space.Base, far.Scratch.Walk);
        }

        return ahead[first..];
    }

    /// <summary>Gives a lane its next query and starts it.</summary>
    private void Begin(BatchLane lane, int query)
    {
        SearchScratch own = lane.Scratch;
        int dimension = _space.Model.Dimension;
        QueryPrep.FromVector(_space.Model, _vectors.Slice(query * dimension, dimension), own);
        own.Excluded.Clear();
        own.Excluded.Add(_excluded);
        lane.Query = query;
        if (_course.Cells > 0)
        {
            _space.Codes.Prefetch(Searcher.FindStarts(_space, _space.Cells!, own, _course.Cells, _course.CellEf, _k));
            lane.Stage = LaneStage.Enter;
        }
        else if (_course.Pool > 0)
        {
            own.Walk.Begin(_course.Pool, _space.Count);
            lane.Turns.BeginAtTop(_space.Base, _space.Upper, _space.EntryPoint);
            lane.Stage = LaneStage.Walk;
        }
        else
        {
            lane.Road = _course.RoadAfter(0, 0, _k, _space.Count, _filter);
            lane.Stage = LaneStage.Scan;
        }
    }

    /// <summary>One turn of a lane; false when it has no more turns: it is idle then, or waits to scan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Turn(BatchLane lane)
    {
        SearchScratch own = lane.Scratch;
        WalkScratch walk = own.Walk;
        QueryScorer scorer = new(own.Query.Codes);
        switch (lane.Stage)
        {
            case LaneStage.Enter:
                Walk.Enter(_space.Base, scorer, own.Cells.Found, walk);
                if (_course.CellEf > 0)
                {
                    lane.Turns.BeginInPool(_space.Base, walk);
                    lane.Stage = LaneStage.Walk;
                }
                else
                {
                    Arrive(lane);
                }

                return true;
            default:
                int passed = Searcher.Rerank(_space, own, _k, _filter);
                lane.Road = _course.RoadAfter(own.Top.Count, passed, _k, _space.Count, _filter);
                if (Course.NeedsScan(lane.Road))
                {
                    lane.Stage = LaneStage.Scan;
                }
                else
                {
                    Report(lane);
                }

                return false;
        }
    }

    /// <summary>Asks for the exact rows of the best of the pool.</summary>
    private void Arrive(BatchLane lane)
    {
        SearchPool pool = lane.Scratch.Walk.Pool;
        int rows = Math.Min(pool.Count, RowsAhead);
        for (int i = 0; i < rows; i++)
        {
            _space.Exact.Prefetch(pool.Node(i));
        }

        lane.Stage = LaneStage.Rerank;
    }

    private void ScanTogether(int lanes)
    {
        Span<SearchScratch> together = _scratch.Together;
        int count = 0;
        for (int i = 0; i < lanes; i++)
        {
            if (_scratch.Lane(i).Stage == LaneStage.Scan)
            {
                together[count++] = _scratch.Lane(i).Scratch;
            }
        }

        Searcher.Scan(_space, together[..count], _k, _filter);
        for (int i = 0; i < lanes; i++)
        {
            if (_scratch.Lane(i).Stage == LaneStage.Scan)
            {
                Report(_scratch.Lane(i));
            }
        }
    }

    private void Report(BatchLane lane)
    {
        Span<Neighbor> hits = _neighbors.Slice(lane.Query * _places, _places);
        _results[lane.Query] = _course.Report(lane.Scratch, hits, lane.Road, _filter?.Count ?? _space.Count);
        lane.Stage = LaneStage.Idle;
    }
}
