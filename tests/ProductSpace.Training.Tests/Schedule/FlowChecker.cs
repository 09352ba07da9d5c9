using ProductSpace.Training.Schedule;

namespace ProductSpace.Training.Tests.Schedule;

/// <summary>Watches which work begins and ends, and throws where two blocks at work could meet in a row or come too early.</summary>
internal sealed class FlowChecker(int chunks, int buckets)
{
    private readonly HashSet<(int Chunk, int In, int Out)> _running = [];
    private readonly HashSet<(int Chunk, int In, int Out)> _trained = [];
    private readonly int[] _prepared = new int[chunks];
    private readonly int[] _emitting = new int[chunks];
    private readonly int[] _emitted = new int[chunks];

    public int Trained => _trained.Count;

    public void Begin(Work work, int input, int output)
    {
        switch (work.Kind)
        {
            case WorkKind.Prepare:
                // Two chunks have memory: the one before the last must be done.
                Require(work.Chunk < 2 || TrainedOf(work.Chunk - 2) == buckets * buckets, "the memory is in use");
                Require(_prepared[work.Chunk]++ == 0, "prepared twice");
                break;
            case WorkKind.Emit:
                Require(_prepared[work.Chunk] == 2, "not prepared");
                Require(_emitting[work.Chunk]++ < ChunkSlot.PieceCount, "a piece too many");
                break;
            default:
                Require(_emitted[work.Chunk] == ChunkSlot.PieceCount, "pairs are missing");
                Require(work.Chunk == 0 || TrainedOf(work.Chunk - 1) == buckets * buckets, "the chunk before is not done");
                Require(_running.All(other => other.In != input && other.Out != output), "two blocks share rows");
                Require(_running.Add((work.Chunk, input, output)) && !_trained.Contains((work.Chunk, input, output)), "a block twice");
                break;
        }
    }

    public void End(Work work, int input, int output)
    {
        switch (work.Kind)
        {
            case WorkKind.Prepare:
                _prepared[work.Chunk]++;
                break;
            case WorkKind.Emit:
                _emitted[work.Chunk]++;
                break;
            default:
                Require(_running.Remove((work.Chunk, input, output)), "ended without a beginning");
                _trained.Add((work.Chunk, input, output));
                break;
        }
    }

    private int TrainedOf(int chunk) => _trained.Count(block => block.Chunk == chunk);

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new InvalidOperationException(fault);
        }
    }
}
