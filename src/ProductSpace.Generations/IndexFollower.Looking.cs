using ProductSpace.Generations.Folders;
using ProductSpace.Generations.Following;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Generations;

/// <summary>Looks at the pointer, and swaps to another generation or says why it cannot.</summary>
public sealed partial class IndexFollower
{
    /// <summary>
    /// Most looks left out after a refusal; the pause doubles up to it while the pointer stays the same.
    /// </summary>
    private const int MaxPause = 64;

    /// <summary>Looks at the pointer once; returns true if another generation answers afterwards.</summary>
    internal bool Look()
    {
        lock (_looking)
        {
            if (_isDisposed)
            {
                return false;
            }

            int refused = 0;
            try
            {
                byte[] bytes = ReadPointer();
                if (bytes.AsSpan().SequenceEqual(_seen))
                {
                    LookAtProtection();
                    LookAtDelta();
                    if (_pause == 0)
                    {
                        return false;
                    }

                    if (_paused < _pause)
                    {
                        _paused++;
                        return false;
                    }
                }
                else
                {
                    _pause = 0;
                    _seen = bytes;
                }

                CurrentPointer pointer = CurrentPointer.Parse(_folder.PointerPath, bytes);
                if (_current!.Pointer == pointer)
                {
                    // Back to the generation that answers, after a refusal.
                    Tell(Status with { Refusal = null, RefusedGeneration = 0 });
                    _pause = 0;
                    return false;
                }

                refused = pointer.Generation;
                SwapTo(OpenGeneration(pointer, pointer.Content));
                _pause = 0;
                return true;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Files are not the only thing that may fail here, and nothing of it may end the shop's process.
                Refuse(refused, fault.Message.ReplaceLineEndings(" "));
                return false;
            }
        }
    }

    private void Follow()
    {
        // Verifying a generation and warming up take seconds of a processor; searches come first.
        LibC.LowerThreadPriority();
        while (!_isDisposed)
        {
            _watch!.Wait(_options.PollInterval);
            Look();
        }
    }

    private byte[] ReadPointer() => _folder.ReadPointerBytes() ?? throw _folder.NothingPublished();

    private FollowedGeneration OpenGeneration(CurrentPointer pointer, UInt128? content)
    {
        string path = _folder.PathOf(pointer.Generation);
        IByteOwner file = _options.CopyToMemory ? _files.OpenCopy(path)
            : _options.GuardOverwrites ? _files.OpenGuarded(path)
            : _files.OpenRead(path);
        ProductIndex index = ProductIndex.Open(file, path, _options.Mode);
        if (content is UInt128 published && index.Header.ContentHash != published)
        {
            index.Dispose();
            throw new GenerationException(
                $"{path}: is another snapshot than was published as generation {pointer.Generation}; "
                + "copy the folder again, or roll back");
        }

        index.Generation = pointer.Generation;
        try
        {
            _options.Prepare?.Invoke(index);
        }
        catch
        {
            index.Dispose();
            throw;
        }

        return new FollowedGeneration(_scope, index, pointer, file);
    }

    private void SwapTo(FollowedGeneration next)
    {
        List<CompiledFilters> filters = _scope.InUse();
        filters.ForEach(filter => filter.Prepare(next));
        FollowedGeneration old = _current!;
        try
        {
            Answer(next);
        }
        catch
        {
            next.Index.Dispose();
            throw;
        }

        old.Retire();
        filters.ForEach(filter => filter.DropRetired());
        Tell(Describe(next));
    }

    /// <summary>
    /// Attaches the delta of a generation and lets that one answer, both while no write can come between: a write is
    /// then either in what is carried, or after the swap.
    /// </summary>
    private void Answer(FollowedGeneration next)
    {
        string path = _folder.DeltaPathOf(next.Pointer.Generation);
        if (_writer is { IsClosed: false } writer)
        {
            writer.MoveTo(next.Index, path, () => Volatile.Write(ref _current, next));
        }
        else
        {
            _delta.Look(next.Index, path);
            Volatile.Write(ref _current, next);
        }
    }

    private void LookAtDelta()
    {
        if (_writer is not { IsClosed: false }
            && _delta.Look(_current!.Index, _folder.DeltaPathOf(_current.Pointer.Generation)))
        {
            Tell(Status with { DeltaUsed = _delta.Used, DeltaRefusal = DeltaRefusal });
        }
    }

    private void LookAtProtection()
    {
        OverwriteProtection now = _current!.Protection;
        if (now != Status.Protection)
        {
            Tell(Status with { Protection = now });
        }
    }

    private string? DeltaRefusal => _writer is { IsClosed: false } writer ? writer.CarryFault : _delta.Refusal;

    private void Refuse(int generation, string why)
    {
        _pause = Math.Clamp(_pause * 2, 1, MaxPause);
        _paused = 0;
        if (Status.Refusal != why)
        {
            Tell(Status with { Refusal = why, RefusedGeneration = generation });
        }
    }

    private void Tell(FollowerStatus status)
    {
        Volatile.Write(ref _status, status);
        try
        {
            _options.OnChange?.Invoke(status);
        }
        catch (Exception)
        {
            // The caller's listener is no reason to stop following.
        }
    }

    private FollowerStatus Describe(FollowedGeneration generation) => new()
    {
        DeltaUsed = generation.Index.DeltaLog?.Count ?? 0,
        DeltaRefusal = DeltaRefusal,
        Generation = generation.Pointer.Generation,
        Publication = generation.Pointer.Publication,
        Path = generation.Index.Info.Path,
        Protection = generation.Protection,
        Since = DateTimeOffset.UtcNow,
    };
}
